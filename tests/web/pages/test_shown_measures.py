"""A measure that is switched off is on no page, and nothing of it is lost."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from tests.support import diaries
from tests.support.api_answers import created_entry
from tests.support.clock import NOW
from tests.support.entries import GOOD, LEVEL, NIGHT, PRACTICE, SETS
from tests.support.html import find_entry_form, find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord

from habitlog.db import Database
from habitlog.pillars import MEASURE_IDS, METRICS, PILLARS
from habitlog.tracking import without_measures
from habitlog.usecases.maintenance import run_checks

NAMES = {
    "sleep.quality": ("Sleep quality", "How was it?", "sleep.quality", 'name="quality"'),
    "sleep.awake": ("Awake in the night", "Minutes to fall asleep", "sleep.waso", 'name="wakes"'),
    "sleep.day_kind": ("Work day", "Social jetlag", "Next day was a"),
    "diet.score": ("Diet score", "diet.gdr", "Protective", "score"),
    "diet.context": ("ravelling",),
    "training.effort": ("ffort", "training.session_load", "Monotony"),
    "training.reserve": ("reps left", "RPE", "training.e1rm", "in reserve"),
    "stress.pairs": ("stress_before", "stress.pairs", "6 before"),
    "stress.level": ("stress.level", "Stress now"),
}
"""By measure: what pages say of it."""
PAGES = ["/", "/days/2026-03-11", "/trends", "/weeks/2026-03-02", "/years/2026", "/clinician/summary"]
PAGES += [f"/{pillar.key}/new?kind={kind.key}" for pillar in PILLARS.values() for kind in pillar.kinds]


def switch_off(browser: Browser, *ids: str) -> Any:
    shown = ["", *(one for one in MEASURE_IDS if one not in ids)]
    return submit_form(browser, find_form(browser.get("/settings").text, "/settings"), shown_measures=shown)


def content_of(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    return answer.text.partition('id="content"')[2].partition('class="snippet')[0] if answer.status_code == 200 else ""


def test_switched_off_measures_are_on_no_page(ada: Browser, app: FastAPI, program: ApiClient) -> None:
    diaries.import_diary(app, "Ada", 40)
    for pillar, entry in GOOD:
        program.post(f"/{pillar}/entries", entry)
    program.post("/training/entries", SETS | {"day": "2026-03-03"})
    before = "".join(content_of(ada, address) for address in PAGES)
    for measure, names in NAMES.items():
        assert [name for name in names if name not in before] == [], measure
    assert switch_off(ada, *NAMES).headers["location"] == "/settings?done=saved"
    for address in PAGES:
        page = content_of(ada, address)
        found = [name for names in NAMES.values() for name in names if name in page]
        assert found == [], (address, [page[page.index(name) - 80 : page.index(name) + 80] for name in found])
    for address in ("/trends/sleep.quality", "/trends/training.e1rm/values.csv", "/stress/new?kind=level"):
        assert ada.get(address).status_code == 404, address
    assert "Sleep quality is switched off" in main_text(ada.get("/trends/sleep.quality").text)
    assert ada.get("/trends/sleep.duration").status_code == 200


def test_what_is_switched_off_is_kept(
    ada: Browser, database: Database, program: ApiClient, exported_record: ExportRecord
) -> None:
    ids = {kind: created_entry(program.post(f"/{pillar}/entries", entry))["id"] for pillar, entry in GOOD
           for kind in [entry["kind"]]}  # fmt: skip
    ada.post("/days/2026-03-10/marks/stress", {"mark": "none"})
    before, metrics = exported_record(), program.get("/pillars").json()
    switch_off(ada, *MEASURE_IDS[:-1])
    after = exported_record()
    assert after["person"]["hidden_measures"] == sorted(MEASURE_IDS[:-1])
    assert (after["entries"], after["marks"], program.get("/pillars").json()) == (
        before["entries"], before["marks"], metrics
    )  # fmt: skip
    for pillar, kind in (("sleep", "night"), ("diet", "list"), ("training", "resistance"), ("training", "hiit")):
        form = find_entry_form(ada.get(f"/{pillar}/{ids[kind]}/edit"))
        assert submit_form(ada, form, note=f"Changed {kind}", list_complete="yes").status_code == 303, kind
        was = next(one for one in before["entries"] if one["id"] == ids[kind])
        now = program.get(f"/{pillar}/entries/{ids[kind]}").json()
        assert {**now, "note": was["note"], "version": was["version"], "updated_at": was["updated_at"]} == was
    form = find_form(ada.get("/months/2026-03").text, "/marks/range")
    submit_form(ada, form, first="2026-03-01", last="2026-03-02")
    assert program.get("/trends/sleep.waso?from=2026-03-12&to=2026-03-12").json()["points"][0]["value"] == 35
    assert run_checks(database, NOW, rebuild=False).is_healthy
    switch_off(ada)
    assert "Work day, alarm." in ada.get("/").text


def test_value_that_is_refused_is_shown(ada: Browser, program: ApiClient) -> None:
    entry_id = created_entry(program.post("/sleep/entries", NIGHT | {"waso_min": 200}))["id"]
    switch_off(ada, "sleep.awake")
    form = find_entry_form(ada.get(f"/sleep/{entry_id}/edit"))
    assert "waso_min" not in dict(form.pairs)
    answer = submit_form(ada, form, final_wake_at="01:10", out_at="03:15")
    assert answer.status_code == 422
    form = find_entry_form(answer)
    assert form.get("waso_min") == "200"
    assert submit_form(ada, form, waso_min="10").status_code == 303
    saved = program.get(f"/sleep/entries/{entry_id}").json()
    assert (saved["sol_min"], saved["wakes"], saved["waso_min"]) == (25, 2, 10)


def test_kinds_that_are_switched_off_leave_what_is_left(ada: Browser, program: ApiClient) -> None:
    for entry in (PRACTICE, LEVEL):
        program.post("/stress/entries", entry)
    switch_off(ada, "stress.practice")
    page = content_of(ada, "/")
    assert "Stress 3 of 10" in page
    assert [text for text in ("Slow breathing", "No practice", "Stress practice") if text in page] == []
    switch_off(ada, "stress.practice", "stress.level")
    assert "pillar-stress" not in content_of(ada, "/")
    form = find_form(ada.get("/settings").text, "/settings")
    answer = submit_form(ada, form, shown=["", "stress"])
    assert answer.status_code == 422
    assert "Keep at least one." in main_text(answer.text)


def test_usual_night_has_what_is_asked(ada: Browser, program: ApiClient) -> None:
    for day in (8, 9, 10, 11):
        times = {name: f"2026-03-{day - (name in {'bed_at', 'try_at'}):02}T{NIGHT[name][11:]}"
                 for name in ("bed_at", "try_at", "final_wake_at", "out_at")}  # fmt: skip
        created_entry(program.post("/sleep/entries", NIGHT | times))
    switch_off(ada, "sleep.awake")
    quick = find_form(ada.get("/").text, "/sleep/quick")
    saved = submit_form(ada, quick)
    assert saved.status_code == 303
    entry = program.get("/days/2026-03-12").json()["pillars"]["sleep"]["entries"][0]
    assert (entry["sol_min"], entry["waso_min"], entry["asleep_min"]) == (None, None, 400)


def test_measures_name_fields_kinds_and_metrics() -> None:
    for pillar in PILLARS.values():
        fields = {field.name for kind in pillar.kinds for field in kind.fields}
        for measure in pillar.measures:
            assert {name.partition(".")[0] for name in measure.fields} <= fields, measure.key
            assert not any(
                field.required for kind in pillar.kinds for field in kind.fields if field.name in measure.fields
            )
            assert set(measure.metric_ids) <= METRICS.keys(), measure.key
            assert not measure.kind or pillar.find_kind(measure.kind)
        left = without_measures(pillar, {measure.key for measure in pillar.measures if not measure.kind})
        assert left.primary_metric.id in METRICS
