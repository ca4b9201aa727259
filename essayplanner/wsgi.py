"""WSGI entry point, served by gunicorn."""

import os
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essayplanner.settings")


class PlainRequest(WSGIRequest):
    """A request whose charset is ignored when it names no text encoding.

    Django looks the name up before any middleware runs; "charset=base64" would be a 500.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        super()._set_content_type_params(meta)  # type: ignore[misc]  # missing in the stubs
        try:
            "".encode(self.encoding or "utf-8")
        except LookupError:
            self._encoding = None


WSGIHandler.request_class = PlainRequest
application = get_wsgi_application()
