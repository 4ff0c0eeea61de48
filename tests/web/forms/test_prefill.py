"""Same as last time: what a new form may begin like, what it takes over, and what it never does."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from tests.support.cases import for_each_case
from tests.support.clock import Clock
from tests.support.entries import GOOD, HIIT, LEVEL, NAP, NIGHT, OTHER, PRACTICE, SETS
from tests.support.html import find_entry_form, main_text, open_form, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord

from habitlog.pillars import PILLARS
from habitlog.tracking import EntryKind

DAY = "2026-03-12"
COPIED: list[tuple[str, dict[str, Any], dict[str, str], tuple[str, ...]]] = [
    (
        "training",
        HIIT | {"blocks": 2, "hr_avg": 150, "warmup_min": 5, "note": "rain"},
        {"modality": "row", "work_s": "60", "rest_s": "60", "rounds": "10", "blocks": "2"},
        ("session_min", "hr_avg", "warmup_min", "note", "started_at"),
    ),
    ("training", OTHER | {"effort": 3}, {"activity": "Walk in the woods", "session_min": "45"}, ("note", "started_at")),
    ("stress", PRACTICE, {"practice": "breathing", "practice_text": "", "minutes": "10"}, ("note", "started_at")),
    (
        "stress",
        {**PRACTICE, "practice": "other", "practice_text": "Knitting"},
        {"practice": "other", "practice_text": "Knitting", "minutes": "10"},
        ("note",),
    ),
]


def copy_links(browser: Browser, address: str) -> tuple[str, str]:
    """Return the address and the words of the way to begin like last time; ("", "") without one."""
    page = browser.get(address).text
    found = re.search(
        r'<p class="copy-last-entry"><a class="button" href="([^"]+)" data-confirm-replace[^>]*>(.*?)</a>',
        page,
        re.DOTALL,
    )
    return (found[1].replace("&amp;", "&"), main_text(f"<main{found[2]}")) if found else ("", "")


@pytest.mark.parametrize(("pillar", "raw", "taken", "left"), COPIED)
def test_copy_takes_fields_of_kind(
    ada: Browser,
    program: ApiClient,
    exported_record: ExportRecord,
    pillar: str,
    raw: dict[str, Any],
    taken: dict[str, str],
    left: tuple[str, ...],
) -> None:
    entry = program.post(f"/{pillar}/entries", {**raw, "day": "2026-03-10"}).json()["entry"]
    way, told = copy_links(ada, f"/{pillar}/new?kind={raw['kind']}&day={DAY}")
    assert way == f"/{pillar}/new?kind={raw['kind']}&day={DAY}&like={entry['id']}"
    assert told.startswith("Same as last time")
    assert told.endswith(", Tue 10 March")
    form = find_entry_form(ada.get(way))
    assert {name: form.get(name) for name in taken} == taken
    assert [form.get(name) for name in left] == [""] * len(left)
    assert form.all("effort") in ([], [""])
    assert form.all("stress_before") in ([], [""])
    assert len(exported_record()["entries"]) == 1
    assert submit_form(ada, form).status_code == 303
    [first, second] = sorted(exported_record()["entries"], key=lambda one: str(one["day"]))
    assert first == entry
    assert (second["day"], second["note"]) == (DAY, None)
    assert {name: second[name] for name in taken} == {name: first[name] for name in taken}


@for_each_case("kind", [kind for pillar in PILLARS.values() for kind in pillar.kinds], ids=lambda kind: kind.key)
def test_copied_fields_are_form_fields_without_clock_times(kind: EntryKind) -> None:
    asked = {one.name: one.widget for one in kind.fields}
    assert {asked[name] for name in kind.copied_fields}.isdisjoint({"time", "scale", "tiles", "note"})


def test_copied_session_is_saved_with_one_change(
    ada: Browser, program: ApiClient, exported_record: ExportRecord
) -> None:
    program.post("/training/entries", SETS | {"day": "2026-03-10", "note": "loud"})
    way, told = copy_links(ada, f"/training/new?kind=resistance&day={DAY}")
    assert told == "Same as last time Bench press: 2 work sets, Tue 10 March"
    answer = submit_form(ada, find_entry_form(ada.get(way)), sets__1__load_kg="65")
    assert answer.headers["location"].startswith(f"/days/{DAY}?saved=")
    [first, second] = sorted(exported_record()["entries"], key=lambda one: str(one["day"]))
    assert second["sets"] == [{**one, "load_kg": 65} if at == 1 else one for at, one in enumerate(first["sets"])]
    assert [second[name] for name in ("session_min", "effort", "started_at", "note")] == [None] * 4


@pytest.mark.parametrize(
    ("pillar", "raw"), [one for one in GOOD if one[1]["kind"] in {"night", "nap", "list", "level"}]
)
def test_daily_kinds_offer_no_copy(ada: Browser, program: ApiClient, pillar: str, raw: dict[str, Any]) -> None:
    entry = program.post(f"/{pillar}/entries", raw).json()["entry"]
    address = f"/{pillar}/new?kind={raw['kind']}&day={DAY}"
    assert copy_links(ada, address) == ("", "")
    assert "like=" not in ada.get(address).text
    assert ada.get(f"{address}&like={entry['id']}").status_code == 404


def test_copy_offers_latest_entry_up_to_day(ada: Browser, program: ApiClient, clock: Clock) -> None:
    days = ("2026-03-11", "2026-03-03", "2026-03-09", "2025-12-30")
    ids = {day: program.post("/training/entries", OTHER | {"day": day}).json()["entry"]["id"] for day in days}
    clock.now += timedelta(minutes=1)
    again = program.post("/training/entries", OTHER | {"day": "2026-03-09", "activity": "Swim"}).json()["entry"]["id"]
    program.post("/training/entries", SETS | {"day": "2026-03-12"})
    for day, expected, told in (
        ("2026-03-12", ids["2026-03-11"], "Wed 11 March"),
        ("2026-03-11", ids["2026-03-11"], "Wed 11 March"),
        ("2026-03-10", again, "Swim, Mon 9 March"),
        ("2026-03-08", ids["2026-03-03"], "Tue 3 March"),
        ("2026-03-02", ids["2025-12-30"], "Tue 30 December 2025"),
    ):
        way, said = copy_links(ada, f"/training/new?kind=other&day={day}")
        assert way.endswith(f"&like={expected}")
        assert said.endswith(told)
    assert copy_links(ada, "/training/new?kind=other&day=2025-12-29") == ("", "")
    assert copy_links(ada, "/training/new?kind=hiit&day=2026-03-12") == ("", "")


def test_copied_form_names_source_and_can_be_cleared(ada: Browser, program: ApiClient) -> None:
    entry = program.post("/training/entries", OTHER | {"day": "2026-03-10"}).json()["entry"]
    page = ada.get(f"/training/new?kind=other&day={DAY}&like={entry['id']}").text
    assert "Filled in as on Tue 10 March. Nothing is saved yet." in main_text(page)
    assert f'href="/training/new?kind=other&amp;day={DAY}">Start empty' in page


@pytest.mark.parametrize("raw", [SETS, HIIT, OTHER])
def test_copy_of_another_persons_entry_is_ignored(cyd: Browser, program: ApiClient, raw: dict[str, Any]) -> None:
    entry = program.post("/training/entries", raw).json()["entry"]
    address = f"/training/new?kind={raw['kind']}&day={DAY}"
    assert copy_links(cyd, address) == ("", "")
    answers = [cyd.get(f"{address}&like={which}") for which in (entry["id"], uuid4(), "nothing", "%00", "1" * 400)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


def test_copy_of_another_kind_is_ignored(ada: Browser, program: ApiClient) -> None:
    walk = program.post("/training/entries", OTHER).json()["entry"]["id"]
    for address in ("/training/new?kind=resistance", "/training/new?kind=hiit", "/stress/new?kind=practice"):
        assert ada.get(f"{address}&like={walk}").status_code == 404
    assert ada.get(f"/training/new?kind=other&like={walk}").status_code == 200


def test_day_page_links_to_copy(ada: Browser, program: ApiClient) -> None:
    raws = [
        ("training", SETS | {"day": "2026-03-05"}),
        ("training", SETS | {"day": "2026-03-12"}),
        ("training", OTHER | {"day": "2026-03-10"}),
        ("stress", LEVEL | {"day": "2026-03-10"}),
        ("sleep", NIGHT),
        ("sleep", NAP),
    ]
    kept = [program.post(f"/{pillar}/entries", raw).json()["entry"]["id"] for pillar, raw in raws]
    page = ada.get("/days/2026-03-11").text
    ways = re.findall(r'href="([^"]+like=[^"]+)"', unescape(page))
    assert ways == [f"/training/new?kind=resistance&day=2026-03-11&like={kept[0]}"]
    assert ada.get(ways[0]).status_code == 200
    assert "like=" not in ada.get("/days/2026-03-04").text


def test_copy_does_not_override_query_values(ada: Browser, program: ApiClient) -> None:
    program.post("/training/entries", {**HIIT, "day": "2026-03-10"})
    timed = f"/training/new?kind=hiit&day={DAY}&work_s=20&rounds=8&session_min=6"
    assert copy_links(ada, timed) == ("", "")
    assert find_entry_form(ada.get(timed)).get("session_min") == "6"


GROUPS = re.compile(r'<optgroup label="([^"]+)">(.*?)</optgroup>', re.DOTALL)


def offered_practices(browser: Browser, query: str = "") -> dict[str, list[str]]:
    page = browser.get(f"/stress/new{query}").text
    return {label: re.findall(r'value="([^"]+)"', options) for label, options in GROUPS.findall(page)}


def log_practices(browser: Browser, *practices: str, day: str = "2026-03-12") -> None:
    for practice in practices:
        text = "Knitting" if practice == "other" else ""
        form = open_form(browser, "stress", "practice", day)
        assert submit_form(browser, form, practice=practice, practice_text=text, minutes="10").status_code == 303


def test_practice_order_of_empty_log(ada: Browser) -> None:
    assert offered_practices(ada) == {}
    assert "practice" in dict(open_form(ada, "stress", "practice").pairs)


def test_recent_practices_come_first(ada: Browser, cyd: Browser) -> None:
    for day, practice in enumerate(("rest", "music", "nature", "music", "breathing", "other"), start=1):
        log_practices(ada, practice, day=f"2026-03-0{day}")
    log_practices(cyd, "creative")
    found = offered_practices(ada)
    assert found["Recent"] == ["other", "breathing", "music", "nature"]
    assert sorted(found["Recent"] + found["Others"]) == sorted(set(found["Recent"] + found["Others"]))
    assert len(found["Others"]) == 7
    assert offered_practices(cyd)["Recent"] == ["creative"]


def test_practice_order_is_kept_on_refused_form(ada: Browser) -> None:
    log_practices(ada, "music")
    form = open_form(ada, "stress", "practice")
    assert form.get("practice") == ""
    answer = submit_form(ada, form, practice="nature", minutes="0")
    assert find_entry_form(answer).get("practice") == "nature"
    assert re.findall(r'value="([^"]+)"', GROUPS.findall(answer.text)[0][1]) == ["music"]
