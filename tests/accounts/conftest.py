"""What tests of accounts share."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Counts of sign-ups by address start at nothing."""
    cache.clear()
