"""The log: one JSON line per event, with the identifier of its request, and nothing that opens a door."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any

import structlog

from portal.lib.masking import mask

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from django.http import HttpRequest, HttpResponse

logger = structlog.get_logger("portal.requests")


def masked(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """The last processor before the line is written: it sees every text, tracebacks included."""
    return {name: _masked(value) for name, value in event.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {name: _masked(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(one) for one in value]
    return value if isinstance(value, (int, float, bool, type(None))) else mask(str(value))


def logged(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """One line per page asked for: what, how it ended, how long. Neither body, nor query, nor who."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex)
        response = get_response(request)
        spent = round((time.perf_counter() - start) * 1000)
        logger.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=spent,
        )
        return response

    return middleware


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]


def configure() -> None:
    """Our own lines go through the standard library, as those of Django and Celery do."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *SHARED[:3],
            *SHARED[4:],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def formatter(*, lines: str) -> structlog.stdlib.ProcessorFormatter:
    """`json` on a server; `plain` for the eyes, on a terminal."""
    configure()
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    render = structlog.processors.JSONRenderer(ensure_ascii=False) if lines == "json" else plain
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, masked, render],
    )
