"""The JSON Schema of the export, made from the records that entries are validated by."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from habitlog.accounts.schema import ProfileInput
from habitlog.importers.habitlog_json import RECORD_SECTIONS, SCHEMA_VERSION
from habitlog.pillars import PILLARS
from habitlog.tracking import EntryKind, Pillar
from habitlog.usecases.files.day_tag_records import ExportedDayTag
from habitlog.usecases.files.experiment_records import ExportedExperiment
from habitlog.usecases.files.restore_export import ExportedChoice, ExportedMark, ExportedStamps
from habitlog.usecases.files.week_note_records import ExportedWeekNote

_REFERENCE = "#/$defs/{model}"


@cache
def build_export_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12) that every export of this program holds to."""
    records: list[type[BaseModel]] = [kind.record for pillar in PILLARS.values() for kind in pillar.kinds]
    models: list[type[BaseModel]] = [
        ProfileInput,
        ExportedMark,
        ExportedChoice,
        ExportedExperiment,
        ExportedDayTag,
        ExportedWeekNote,
        ExportedStamps,
        *records,
    ]
    _, schemas = models_json_schema([(model, "validation") for model in models], ref_template=_REFERENCE)
    definitions: dict[str, Any] = schemas["$defs"]
    entries = {
        f"{pillar.key}_{kind.key}": _build_entry_schema(definitions, pillar, kind)
        for pillar in PILLARS.values()
        for kind in pillar.kinds
    }
    for name in (ExportedStamps.__name__, *(record.__name__ for record in records)):
        definitions.pop(name)
    sections: dict[str, Any] = {
        "methods": {"type": "object", "required": ["name", "version"]},
        "entries": {"oneOf": [{"$ref": _REFERENCE.format(model=name)} for name in entries]},
        "marks": {"$ref": _REFERENCE.format(model=ExportedMark.__name__)},
        "snippets": {"$ref": _REFERENCE.format(model=ExportedChoice.__name__)},
        "day_tags": {"$ref": _REFERENCE.format(model=ExportedDayTag.__name__)},
        "week_notes": {"$ref": _REFERENCE.format(model=ExportedWeekNote.__name__)},
        "experiments": {"$ref": _REFERENCE.format(model=ExportedExperiment.__name__)},
    }
    properties = {
        "schema_version": {"const": SCHEMA_VERSION},
        "person": {"$ref": _REFERENCE.format(model=ProfileInput.__name__)},
        **{name: {"type": "array", "items": sections[name]} for name in RECORD_SECTIONS},
        "complete": {"const": True},
        "counts": _build_counts_schema(),
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:habitlog:schema:export:{SCHEMA_VERSION}",
        "title": "Export of habitlog",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": {**definitions, **entries},
    }


def _build_entry_schema(definitions: dict[str, Any], pillar: Pillar, kind: EntryKind) -> dict[str, Any]:
    """Return the schema of an exported entry: every member is there, null where it has no value."""
    record, stamps = definitions[kind.record.__name__], definitions[ExportedStamps.__name__]
    own = {"pillar": {"const": pillar.key}, "kind": {"const": kind.key}, "day": _require_value(record, "day")}
    properties = {**record["properties"], **stamps["properties"], **own}
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


def _require_value(record: dict[str, Any], name: str) -> Any:
    """Return the schema of a member without null: an exported entry has a day, whatever it was logged with."""
    schema = record["properties"][name]
    return next((each for each in schema.get("anyOf", ()) if each.get("type") != "null"), schema)


def _build_counts_schema() -> dict[str, Any]:
    number = {"type": "integer", "minimum": 0}
    return {
        "type": "object",
        "properties": dict.fromkeys(RECORD_SECTIONS, number),
        "required": list(RECORD_SECTIONS),
        "additionalProperties": False,
    }
