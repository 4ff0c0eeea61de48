"""How log records are written: a line each, plain or as JSON, with the request they belong to."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["plain", "json"]

current_request_id: ContextVar[str] = ContextVar("request id", default="-")
"""A random name of the request that is handled, "-" outside of one."""


class RequestIdFilter(logging.Filter):
    """Gives each record the id of its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Set `request_id`, and keep the record."""
        record.request_id = current_request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """Writes a record as an object: `time`, `level`, `logger`, `message`, `request`, and `exception` where one is."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object on one line."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": getattr(record, "request_id", "-"),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(fields).decode()


def build_logging_config(level: LogLevel, log_format: LogFormat) -> dict[str, Any]:
    """Return the configuration of `logging.config.dictConfig`: everything goes to standard error."""
    plain = {"format": "%(levelname)s %(name)s [%(request_id)s] %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request id": {"()": RequestIdFilter}},
        "formatters": {"lines": {"()": JsonFormatter} if log_format == "json" else plain},
        "handlers": {
            "standard error": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["request id"]}
        },
        "root": {"level": level.upper(), "handlers": ["standard error"]},
    }
