"""Entries as a FHIR bundle, read by another implementation of the standard."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fhir.resources.R4B.bundle import Bundle
from tests.support.api_answers import created_entry
from tests.support.clock import STOCKHOLM
from tests.support.entries import FOOD, HIIT, LEVEL, NAP, NIGHT, OTHER, PRACTICE, SETS
from tests.support.people import ApiClient, create_api_client, ensure_account

ENTRIES = {
    "sleep": [NIGHT, NAP, {"kind": "night", "day": "2026-03-10", "asleep_min": 402}],
    "diet": [FOOD],
    "training": [{**SETS, "started_at": "2026-03-12T18:00", "note": "Slow & <heavy>."}, HIIT, OTHER],
    "stress": [PRACTICE, LEVEL],
}


def describe(observation: Any) -> tuple[Any, ...]:
    """Return the text, the codes, the time and the value of an observation, and the values of its components."""
    codes = [coding.code for coding in observation.code.coding or ()]
    period = observation.effectivePeriod
    time = (period.start.isoformat(), period.end.isoformat()) if period else str(observation.effectiveDateTime)
    quantity = observation.valueQuantity
    value = (float(quantity.value), quantity.code) if quantity else observation.valueInteger
    return observation.code.text, codes, time, value, [part.valueInteger for part in observation.component or ()]


def test_bundle_is_valid_and_has_every_entry_but_foods(app: FastAPI, program: ApiClient) -> None:
    ids = [
        created_entry(program.post(f"/{pillar}/entries", raw))["id"] for pillar in ENTRIES for raw in ENTRIES[pillar]
    ]
    program.post("/training/entries", {**OTHER, "activity": "Walk", "session_min": None, "day": "2026-03-11"})
    export = create_api_client(app, ensure_account(app, "Ada", STOCKHOLM), "export")
    answer = export.get("/export", format="fhir")
    assert answer.headers["content-type"] == "application/fhir+json"
    bundle: Any = Bundle.model_validate_json(answer.content)
    patient, *others = bundle.entry
    assert (bundle.type, patient.resource.name[0].text) == ("collection", "Ada")
    assert {one.resource.subject.reference for one in others} == {patient.fullUrl}
    assert {one.fullUrl for one in others} >= {f"urn:uuid:{its_id}" for its_id in ids[:3] + ids[4:]}
    assert f"urn:uuid:{ids[3]}" not in answer.text
    day, nap = "2026-03-12", ("2026-03-12T12:00:00+00:00", "2026-03-12T12:25:00+00:00")
    night = ("2026-03-11T21:45:00+00:00", "2026-03-12T06:15:00+00:00")
    evening = ("2026-03-12T17:00:00+00:00", "2026-03-12T17:55:00+00:00")
    assert sorted(map(describe, (one.resource for one in others)), key=str) == sorted(
        [
            ("Main sleep", ["93832-4"], "2026-03-10", (402.0, "min"), []),
            ("Main sleep", ["93832-4"], night, (400.0, "min"), [4]),
            ("Nap", ["93832-4"], nap, (25.0, "min"), []),
            ("Resistance training", ["55411-3"], evening, (55.0, "min"), [6]),
            ("High-intensity interval training", ["55411-3"], day, (30.0, "min"), [8]),
            ("Walk in the woods", ["55411-3"], day, (45.0, "min"), []),
            ("Walk", ["55411-3"], "2026-03-11", None, []),
            ("Stress practice: breathing", [], day, (10.0, "min"), [6, 4]),
            ("Stress now, 0 to 10", [], day, 3, []),
        ],
        key=str,
    )
    notes = [one.resource.note[0].text for one in others if one.resource.note]
    assert notes == ["Slow & <heavy>."]
