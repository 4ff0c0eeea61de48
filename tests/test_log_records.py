"""Log records as lines of text and of JSON, with the request they belong to."""

from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Iterator

import pytest

from habitlog.log_records import LogFormat, build_logging_config, current_request_id

log = logging.getLogger("habitlog.example")


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    """The root logger, which gets its handlers and level back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield root
    root.handlers[:], root.level = handlers, level


def write_records(log_format: LogFormat) -> None:
    logging.config.dictConfig(build_logging_config("info", log_format))
    log.debug("not this")
    log.info("two\nlines, %s", "a parameter")
    token = current_request_id.set("5f0c")
    log.error("failed", exc_info=ValueError("broken"))
    current_request_id.reset(token)


def test_json_has_one_object_a_line(root_logger: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    write_records("json")
    told, failed = map(json.loads, capsys.readouterr().err.splitlines())
    assert told.pop("time").endswith("+00:00")
    assert told == {
        "level": "INFO", "logger": "habitlog.example", "message": "two\nlines, a parameter", "request": "-",
    }  # fmt: skip
    assert (failed["level"], failed["message"], failed["request"]) == ("ERROR", "failed", "5f0c")
    assert failed["exception"].endswith("ValueError: broken")


def test_plain_names_the_request(root_logger: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    write_records("plain")
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "INFO habitlog.example [-] two"
    assert "ERROR habitlog.example [5f0c] failed" in lines
