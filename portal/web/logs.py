"""The log: one JSON line per event, with the identifier of its request, and nothing that opens a door."""

from __future__ import annotations

import json
import logging
import time
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from portal.lib.masking import mask

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("portal.requests")
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request being answered: 32 hexadecimal digits; empty in a worker."""

OWN = {*logging.makeLogRecord({}).__dict__, "message", "asctime", "taskName"}
"""What every record carries; the rest was said by whoever wrote the line."""


class LineFormatter(logging.Formatter):
    """`json` on a server; `plain` for the eyes, on a terminal. Written with the standard library alone: every
    program of the portal loads this first.
    """

    def __init__(self, *, lines: str) -> None:
        super().__init__()
        self._as_line = _json if lines == "json" else _plain

    def format(self, record: logging.LogRecord) -> str:
        """Masked last, tracebacks included."""
        return self._as_line({name: _masked(value) for name, value in self._told(record).items()})

    def _told(self, record: logging.LogRecord) -> dict[str, Any]:
        told = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if request_id := REQUEST_ID.get():
            told["request_id"] = request_id
        told |= {name: value for name, value in vars(record).items() if name not in OWN}
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            told["stack"] = self.formatStack(record.stack_info)
        return told


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)


def _plain(told: dict[str, Any]) -> str:
    """« 2026-11-26T15:04:05+00:00 [warning] mail.wake_failed error=TimeoutError [portal.lib.waking] »."""
    below = [told.pop(name) for name in ("exception", "stack") if name in told]
    when, level, logger_name, event = (
        told.pop(name) for name in ("timestamp", "level", "logger", "event")
    )
    words = [f"{name}={value}" for name, value in told.items()]
    line = " ".join([when, f"[{level}]", event, *words, f"[{logger_name}]"])
    return "\n".join([line, *below])


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
        REQUEST_ID.set(uuid.uuid4().hex)
        response = get_response(request)
        told = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "ms": round((time.perf_counter() - start) * 1000),
        }
        logger.info("request", extra=told)
        return response

    return middleware
