"""The server's log: lines for people or JSON for machines, each with the id of the request that it is about."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import uuid4

from ecsquote.settings import Settings

REQUEST_ID: ContextVar[str | None] = ContextVar("ecsquote_request_id", default=None)
"""The id of the request under way; threads and tasks of the request see it too."""
TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_GIVEN = re.compile(rb"[A-Za-z0-9._-]{1,128}")


def request_id(given: bytes | None) -> str:
    """The id that a proxy gave a request, where it cannot forge a log line; else a new one."""
    if given is not None and _GIVEN.fullmatch(given):
        return given.decode()
    return uuid4().hex


class JsonLogFormatter(logging.Formatter):
    """One JSON object per record: time, level, logger, message, and where there are some request_id and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (current := REQUEST_ID.get()) is not None:
            line["request_id"] = current
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)


def write_logs(settings: Settings) -> None:
    """Write the log to standard error as the settings say."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLogFormatter() if settings.log_format == "json" else logging.Formatter(TEXT))
    logging.basicConfig(level=settings.log_level, handlers=[handler])
