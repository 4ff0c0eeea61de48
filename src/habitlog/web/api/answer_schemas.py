"""JSON Schemas of what calls answer; a test compares answers of a service with them."""

from __future__ import annotations

from typing import Any

from habitlog.pillars import PILLARS
from habitlog.tracking import EntryKind, Pillar

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
YES_NO: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
ID: Schema = {"type": "string", "format": "uuid"}
MARK: Schema = {"type": "string", "enum": ["none", "skipped"]}
ANY_OBJECT: Schema = {"type": "object", "additionalProperties": True}
PILLAR: Schema = {"type": "string", "enum": list(PILLARS)}


def refer_to(name: str) -> Schema:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**properties: Schema) -> Schema:
    """Return the schema of an object that has all of these members and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _open_object(**properties: Schema) -> Schema:
    return {**_object(**properties), "additionalProperties": True}


def _optional(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _page(schema: Schema) -> Schema:
    return _object(items=_list(schema), next=_optional(TEXT))


def name_saved_record(kind: EntryKind) -> str:
    """Return the name of the schema of a saved entry of a kind."""
    return f"Saved{kind.record.__name__}"


def name_pillar_schema(pillar: Pillar, what: str) -> str:
    """Return the name of a schema that each pillar has, such as `SleepEntry`."""
    return f"{pillar.key.capitalize()}{what}"


def _describe_saved_record(pillar: Pillar, kind: EntryKind, record: Schema) -> Schema:
    """Return the schema of an entry as it is answered: every field of its record, and what the server sets."""
    fields = {name: {k: v for k, v in one.items() if k != "default"} for name, one in record["properties"].items()}
    optional = {
        name: one if "anyOf" in one or name in record["required"] else _optional(one) for name, one in fields.items()
    }
    common: Schema = {
        "id": ID,
        "pillar": {"type": "string", "const": pillar.key},
        "kind": {"type": "string", "const": kind.key},
        "day": DAY,
        "zone": TEXT,
        "created_at": INSTANT,
        "updated_at": INSTANT,
        "version": {"type": "integer", "minimum": 1},
    }
    return _object(**(optional | common))


SHARED: dict[str, Schema] = {
    "Snippet": _object(
        id=TEXT, title=TEXT, text=TEXT, clinician_line=_optional(TEXT), because=_optional(TEXT),
        pillar=_optional(TEXT), chapter=TEXT, lines=_list(TEXT), topics=_list(TEXT), question=_optional(TEXT),
        more=_list(TEXT), leads_to=_optional(TEXT), size=_optional(TEXT), evidence=TEXT, certainty=TEXT,
        certainty_reason=TEXT, population=TEXT, limits=TEXT, reviewed=DAY, reviewed_by=TEXT, version=COUNT,
        sources=_list(ANY_OBJECT),
    ),
    "SnippetList": _object(items=_list(refer_to("Snippet"))),
    "Referral": _object(kind=TEXT, title=TEXT, text=TEXT, link=TEXT),
    "DayMark": _object(day=DAY, pillar=PILLAR, mark=MARK),
    "DayTag": _object(id=ID, name=TEXT, created_at=INSTANT, first_day=_optional(DAY), days=COUNT),
    "DayTagList": _object(items=_list(refer_to("DayTag"))),
    "WeekNoteList": _object(items=_list(_object(week=DAY, note=TEXT))),
    "SavedWeekNote": _object(week=DAY, note=TEXT, referral=_optional(refer_to("Referral"))),
    "DayList": _object(items=_list(refer_to("LoggedDay"))),
    "Suggestions": _object(
        items=_list(_object(name=TEXT, own=YES_NO, detail=TEXT, last=_optional(_open_object(day=DAY))))
    ),
    "Coverage": _open_object(days=COUNT, logged=COUNT, skipped=COUNT, needed=COUNT),
    "Trend": _open_object(
        metric=TEXT, unit=TEXT, points=_list(_open_object(day=DAY, value=_optional(NUMBER))),
        rolling=_list(_object(day=DAY, value=_optional(NUMBER), n=COUNT)),
        rolling_28=_list(
            _object(day=DAY, value=_optional(NUMBER), low=_optional(NUMBER), high=_optional(NUMBER), n=COUNT)
        ),
        change=_optional(ANY_OBJECT), slope=_optional(ANY_OBJECT),
        verdict={"type": "string", "enum": ["more", "less", "steady", "no_clear_change", "not_enough_data"]},
        margin=_optional(NUMBER), within_margin=YES_NO,
        reason=_optional(TEXT), judged=_optional(ANY_OBJECT), coverage=refer_to("Coverage"), method=ANY_OBJECT,
    ),
    "WindowValue": _open_object(
        metric=TEXT, unit=TEXT, value=_optional(NUMBER), interval=_optional(_object(low=NUMBER, high=NUMBER)), n=COUNT,
        reason=_optional(TEXT), details=ANY_OBJECT,
        coverage=refer_to("Coverage"), method=ANY_OBJECT,
    ),
    "Margin": _object(metric=TEXT, unit=TEXT, margin=_optional(NUMBER)),
    "Patterns": _open_object(
        switched_on=YES_NO, reason=_optional(TEXT), pairs=_list(ANY_OBJECT), coverage=_list(ANY_OBJECT),
        coverage_from=_optional(DAY), method=ANY_OBJECT,
    ),
    "PillarList": _object(
        items=_list(_object(pillar=PILLAR, name=TEXT, kinds=_list(ANY_OBJECT), metrics=_list(ANY_OBJECT)))
    ),
    "Grant": {
        **_open_object(
            id=ID, state=TEXT, coach=_optional(TEXT), label=TEXT, pillars=_list(PILLAR), history_from=DAY, until=DAY,
            expires_at=INSTANT, created_at=INSTANT, confirmed_at=_optional(INSTANT), ended_at=_optional(INSTANT),
            ended_by=_optional(TEXT), version=COUNT,
        ),
    },
    "GrantPage": _page(refer_to("Grant")),
    "CreatedInvitation": _open_object(id=ID, state=TEXT, code=TEXT, code_expires_at=INSTANT, pillars=_list(PILLAR)),
    "AccessLogPage": _page(
        _open_object(id=ID, at=INSTANT, coach=TEXT, grant=ID, page=TEXT, pillars=_list(PILLAR), outcome=TEXT)
    ),
    "Import": _object(
        id=_optional(ID), state=TEXT, file_name=TEXT, format=TEXT, zone=TEXT, uploaded_at=INSTANT,
        saved_at=_optional(INSTANT), undone_at=_optional(INSTANT), can_be_undone=YES_NO, report=_optional(ANY_OBJECT),
        work=_optional(TEXT), progress=_optional(ANY_OBJECT), problem=_optional(ANY_OBJECT),
    ),
    "ImportList": _object(items=_list(refer_to("Import"))),
    "UndoneImport": _object(deleted=COUNT, restored=COUNT, kept=COUNT),
    "BatchAnswer": _object(
        items=_list({
            **_object(
                id=ID, status=COUNT, version=COUNT, entry=refer_to("Entry"), problem=refer_to("Problem"),
                referral=refer_to("Referral"),
            ),
            "required": ["id", "status"],
        })
    ),
    "Experiment": _open_object(
        id=ID, arm_a=TEXT, arm_b=TEXT, metric=TEXT, lag_days=COUNT, first_day=DAY, last_day=DAY, weeks=COUNT,
        pairs=COUNT, state=TEXT, planned_at=INSTANT, stopped_on=_optional(DAY), commitment=TEXT, seed=_optional(TEXT),
        days=_list(_object(day=DAY, arm=TEXT, habit=TEXT, said=_optional(TEXT))),
        result=_optional(refer_to("ExperimentResult")),
    ),
    "ExperimentList": _object(items=_list(refer_to("Experiment"))),
    "ExperimentResult": _open_object(
        verdict=TEXT, pairs=COUNT, difference=_optional(NUMBER), low=_optional(NUMBER), high=_optional(NUMBER),
        p=_optional(NUMBER), mean_a=_optional(NUMBER), mean_b=_optional(NUMBER), left_out=ANY_OBJECT,
        as_done=_optional(ANY_OBJECT), values=_list(ANY_OBJECT),
    ),
    "ExperimentSizes": _object(
        items=_list(_object(metric=TEXT, spread=_optional(NUMBER), neighbours=COUNT, found=_list(
            _object(weeks=COUNT, pairs=COUNT, difference=_optional(NUMBER))
        ))),
        power=NUMBER,
    ),
    "ItemChange": {
        "type": "object",
        "properties": {
            "change": {"type": "string", "enum": ["saved", "deleted"]},
            "entry": {"anyOf": [refer_to("Entry"), _object(id=ID, pillar=PILLAR)]},
            "mark": {"anyOf": [refer_to("DayMark"), _object(day=DAY, pillar=PILLAR)]},
        },
        "required": ["change"],
        "additionalProperties": False,
    },
    "ChangesPage": _object(items=_list(refer_to("ItemChange")), next=TEXT, more=YES_NO, full=YES_NO),
}  # fmt: skip


def build_answer_schemas(records: dict[str, Schema]) -> dict[str, Schema]:
    """Return the components of all answers; `records` are the schemas of entries as they are sent, by name."""
    schemas = dict(SHARED)
    pillars: dict[str, Schema] = {}
    for pillar in PILLARS.values():
        names = {kind.key: name_saved_record(kind) for kind in pillar.kinds}
        for kind in pillar.kinds:
            schemas[names[kind.key]] = _describe_saved_record(pillar, kind, records[kind.record.__name__])
        entry = refer_to(name_pillar_schema(pillar, "Entry"))
        mapping = {key: refer_to(name)["$ref"] for key, name in names.items()}
        schemas[name_pillar_schema(pillar, "Entry")] = {
            "oneOf": [{"$ref": reference} for reference in mapping.values()],
            "discriminator": {"propertyName": "kind", "mapping": mapping},
        }
        schemas[name_pillar_schema(pillar, "Page")] = _page(entry)
        schemas[name_pillar_schema(pillar, "Answer")] = _object(
            entry=entry, snippets=_list(refer_to("Snippet")), referral=_optional(refer_to("Referral"))
        )
        pillars[pillar.key] = _object(mark=_optional(MARK), entries=_list(entry))
    saved = [refer_to(name_saved_record(kind)) for pillar in PILLARS.values() for kind in pillar.kinds]
    return schemas | {
        "Entry": {"oneOf": saved},
        "LoggedDay": _object(day=DAY, pillars=_object(**pillars), tags=_list(ID)),
    }


ANSWERS: dict[str, Schema] = {
    "list_pillars": refer_to("PillarList"),
    "save_entries": refer_to("BatchAnswer"),
    "show_changes": refer_to("ChangesPage"),
    "list_days": refer_to("DayList"),
    "show_day": refer_to("LoggedDay"),
    "set_day_mark": refer_to("DayMark"),
    "list_day_tags": refer_to("DayTagList"),
    "save_day_tag": refer_to("DayTag"),
    "list_week_notes": refer_to("WeekNoteList"),
    "save_week_note": refer_to("SavedWeekNote"),
    "show_trend": {"anyOf": [refer_to("Trend"), refer_to("WindowValue")]},
    "set_metric_margin": refer_to("Margin"),
    "show_patterns": refer_to("Patterns"),
    "list_experiments": refer_to("ExperimentList"),
    "list_experiment_sizes": refer_to("ExperimentSizes"),
    "plan_experiment": refer_to("Experiment"),
    "show_experiment": refer_to("Experiment"),
    "say_of_day": refer_to("Experiment"),
    "stop_experiment": refer_to("Experiment"),
    "list_snippets": refer_to("SnippetList"),
    "show_snippet": refer_to("Snippet"),
    "list_suggestions": refer_to("Suggestions"),
    "list_grants": refer_to("GrantPage"),
    "create_invitation": refer_to("CreatedInvitation"),
    "show_grant": refer_to("Grant"),
    "list_access_log": refer_to("AccessLogPage"),
    "list_imports": refer_to("ImportList"),
    "import_file": refer_to("Import"),
    "show_import": refer_to("Import"),
    "stop_import": refer_to("Import"),
    "take_import_back": refer_to("UndoneImport"),
    "show_export_schema": ANY_OBJECT,
}
"""The answer of each call that is not about the entries of one pillar, by operation id."""

ENTRY_ANSWERS = {
    "create_entry": "Answer",
    "replace_entry": "Answer",
    "patch_entry": "Answer",
    "show_entry": "Entry",
    "list_entries": "Page",
}
"""The answer of each call about entries, by the name of its handler."""
