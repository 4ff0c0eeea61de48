"""Sleep, training and stress as a FHIR R4 Bundle of observations, for programs of clinics; foods and sets stay out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.pillars import PILLARS
from habitlog.pillars.sleep.record import Nap, Night
from habitlog.tracking.entry_json import format_utc
from habitlog.usecases.entries.queries import FIRST_DAY, LAST_DAY, entries_query

Element = dict[str, Any]

LOINC = "http://loinc.org"
SLEEP_DURATION: Element = {"system": LOINC, "code": "93832-4", "display": "Sleep duration"}
"""As in the value set of sleep observations of HL7's guide to data that patients record."""
EXERCISE_DURATION: Element = {"system": LOINC, "code": "55411-3", "display": "Exercise duration"}
"""As in HL7's guide to physical activity."""
ACTIVITY, SURVEY = (
    {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": code}]}
    for code in ("activity", "survey")
)
NO_VALUE: Element = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "not-asked"}]
}


def export_fhir_bundle(database: Database, person: Person) -> Iterator[bytes]:
    """Yield a Bundle of type `collection`: the patient, and an Observation for each night, nap, session, practice and
    stress level, oldest first within a pillar.

    What has a LOINC code that HL7 publishes has it, everything else has a text alone. Durations are minutes (UCUM).
    """
    patient = f"urn:uuid:{person.account_id}"
    yield b'{"resourceType":"Bundle","type":"collection","entry":['
    yield orjson.dumps({"fullUrl": patient, "resource": {"resourceType": "Patient", "name": [{"text": person.name}]}})
    range_of_days = {"person": person.id, "first": FIRST_DAY, "last": LAST_DAY}
    with database.begin_read() as transaction:
        for key in ("sleep", "training", "stress"):
            rows = transaction.stream_rows(entries_query(PILLARS[key]), **range_of_days).mappings()
            for block in rows.partitions():
                yield b"".join(b",\n" + orjson.dumps(_build_entry(patient, row)) for row in block)
    yield b"]}\n"


def _build_entry(patient: str, row: Mapping[Any, Any]) -> Element:
    observation: Element = {
        "resourceType": "Observation",
        "status": "final",
        "subject": {"reference": patient},
        "performer": [{"reference": patient}],
        "issued": format_utc(row["updated_at"]),
        **_BUILDERS[row["kind"]](row),
    }
    if row["note"]:
        observation["note"] = [{"text": row["note"]}]
    return {"fullUrl": f"urn:uuid:{row['id']}", "resource": observation}


def _build_night(row: Mapping[Any, Any]) -> Element:
    night = Night.from_row(row)
    quality = [] if night.quality is None else [_build_component("Sleep quality, 1 to 5", night.quality)]
    return {
        "category": [ACTIVITY],
        "code": {"coding": [SLEEP_DURATION], "text": "Main sleep"},
        **_build_time(row, night.bed_at, night.out_at),
        **_build_minutes(night.total_sleep_min),
        **({"component": quality} if quality else {}),
    }


def _build_nap(row: Mapping[Any, Any]) -> Element:
    nap = Nap.from_row(row)
    return {
        "category": [ACTIVITY],
        "code": {"coding": [SLEEP_DURATION], "text": "Nap"},
        **_build_time(row, nap.start_at, nap.end_at),
        **_build_minutes(nap.duration_min),
    }


def _build_session(row: Mapping[Any, Any]) -> Element:
    names = {"resistance": "Resistance training", "hiit": "High-intensity interval training"}
    effort = [] if row["effort"] is None else [_build_component("Perceived exertion, 0 to 10", row["effort"])]
    return {
        "category": [ACTIVITY],
        "code": {"coding": [EXERCISE_DURATION], "text": names.get(row["kind"]) or row["activity"]},
        **_build_time(row, row["started_at"], _add_minutes(row["started_at"], row["session_min"])),
        **_build_minutes(row["session_min"]),
        **({"component": effort} if effort else {}),
    }


def _build_practice(row: Mapping[Any, Any]) -> Element:
    ratings = (("before", row["stress_before"]), ("after", row["stress_after"]))
    components = [_build_component(f"Stress {when}, 0 to 10", rating) for when, rating in ratings if rating is not None]
    return {
        "category": [ACTIVITY],
        "code": {"text": f"Stress practice: {row['practice_text'] or row['practice'].replace('_', ' ')}"},
        **_build_time(row, row["started_at"], _add_minutes(row["started_at"], row["minutes"])),
        **_build_minutes(row["minutes"]),
        **({"component": components} if components else {}),
    }


def _build_level(row: Mapping[Any, Any]) -> Element:
    return {
        "category": [SURVEY],
        "code": {"text": "Stress now, 0 to 10"},
        **_build_time(row, None, None),
        "valueInteger": row["stress_now"],
    }


_BUILDERS = {
    "night": _build_night,
    "nap": _build_nap,
    "resistance": _build_session,
    "hiit": _build_session,
    "other": _build_session,
    "practice": _build_practice,
    "level": _build_level,
}


def _build_component(text: str, value: int) -> Element:
    return {"code": {"text": text}, "valueInteger": value}


def _build_minutes(minutes: float | None) -> Element:
    if minutes is None:
        return {"dataAbsentReason": NO_VALUE}
    return {
        "valueQuantity": {"value": minutes, "unit": "minutes", "system": "http://unitsofmeasure.org", "code": "min"}
    }


def _build_time(row: Mapping[Any, Any], start: datetime | None, end: datetime | None) -> Element:
    """Return the period where both ends are known, otherwise the date."""
    if start is None or end is None:
        return {"effectiveDateTime": row["day"].isoformat()}
    return {"effectivePeriod": {"start": format_utc(start), "end": format_utc(end)}}


def _add_minutes(start: datetime | None, minutes: int | None) -> datetime | None:
    return None if start is None or minutes is None else start + timedelta(minutes=minutes)
