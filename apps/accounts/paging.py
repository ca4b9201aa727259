"""Long lists in pages, whatever page an address asks for."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Model, QuerySet

ModelT = TypeVar("ModelT", bound=Model)


def page_of(
    rows: QuerySet[ModelT] | Sequence[ModelT], number: str | None, *, size: int
) -> Page[ModelT]:
    """The page asked for, ``size`` rows long; the first where there is no such page."""
    paginator: Paginator[Any] = Paginator(rows, size)
    try:
        return paginator.page(number or 1)
    except InvalidPage:
        return paginator.page(1)
