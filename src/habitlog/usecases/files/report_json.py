"""The report of an import as JSON, for the database and programs, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from habitlog.errors import FieldProblem
from habitlog.importers.base import ImportRefusal
from habitlog.usecases.files.import_report import ImportedTag, ImportReport, MonthCounts

MAX_REFUSALS_STORED = 500


def encode_report(report: ImportReport) -> dict[str, Any]:
    """Return a report as JSON values; refusals beyond the first 500 are counted alone (`refused_total`)."""
    encoded: dict[str, Any] = encode_value(report)
    return encoded | {name: encoded[name][:MAX_REFUSALS_STORED] for name in ("refused", "left_out")}


def decode_report(encoded: Mapping[str, Any]) -> ImportReport:
    """Return the report of its JSON values."""
    members = dict(encoded)
    months = tuple(MonthCounts(**decode_value(each)) for each in members.pop("months"))
    refused, left_out = (tuple(map(_decode_refusal, members.pop(name))) for name in ("refused", "left_out"))
    tags = tuple(ImportedTag(**{**each, "days": tuple(each["days"])}) for each in members.pop("tags", ()))
    return ImportReport(months=months, refused=refused, left_out=left_out, tags=tags, **members)


def encode_value(value: Any) -> Any:
    """Return a value of a report as JSON."""
    match value:
        case date() | time():
            return {type(value).__name__: value.isoformat()}
        case timedelta():
            return {"seconds": value.total_seconds()}
        case Mapping():
            return {str(name): encode_value(each) for name, each in value.items()}
        case list() | tuple():
            return [encode_value(each) for each in value]
    if isinstance(value, Struct):
        return {name: encode_value(each) for name, each in asdict(value).items()}
    return value


def decode_value(value: Any) -> Any:
    """Return the value of what `encode_value` wrote; lists stay lists."""
    match value:
        case {"date": str(text), **rest} if not rest:
            return date.fromisoformat(text)
        case {"time": str(text), **rest} if not rest:
            return time.fromisoformat(text)
        case {"seconds": int() | float() as seconds, **rest} if not rest:
            return timedelta(seconds=seconds)
        case dict():
            return {name: decode_value(each) for name, each in value.items()}
    return value


def _decode_refusal(encoded: Mapping[str, Any]) -> ImportRefusal:
    members = decode_value(dict(encoded))
    problems = tuple(FieldProblem(**decode_value(problem)) for problem in members.pop("problems"))
    return ImportRefusal(problems=problems, **members)
