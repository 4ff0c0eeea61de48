"""The page of a timer, and forms that an address fills in: shown as typed, saved by the person or not at all."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from tests.support.cases import for_each_case
from tests.support.html import field_error, find_entry_form, main_text, submit_form
from tests.support.people import Browser
from tests.support.records import ExportRecord

from habitlog.pillars import PILLARS
from habitlog.tracking import EntryKind

TODAY = "2026-03-12"
KINDS = [(key, kind) for key, pillar in PILLARS.items() for kind in pillar.kinds]
TIMED = [(key, kind) for key, kind in KINDS if kind.timer]
HOSTILE = "\"><script>alert(1)</script>'{{ 7*7 }}"
NOTICE = "Some fields are filled in already. Nothing is saved yet."


def named(one: object) -> str:
    return one.key if isinstance(one, EntryKind) else str(one)


def test_timer_types_are_declared() -> None:
    assert {kind.timer.mode for _, kind in TIMED if kind.timer} == {"intervals", "still"}


@pytest.mark.parametrize(("pillar", "kind"), TIMED, ids=named)
def test_timer_refers_to_fields_of_its_kind(pillar: str, kind: EntryKind) -> None:
    assert kind.timer
    assert {*kind.timer.asked_fields, *kind.timer.fields_by_role.values()} <= {field.name for field in kind.fields}


@pytest.mark.parametrize(("pillar", "kind"), TIMED, ids=named)
def test_entry_form_links_to_timer_and_back(ada: Browser, pillar: str, kind: EntryKind) -> None:
    form = ada.get(f"/{pillar}/new?kind={kind.key}").text
    way = f"/{pillar}/timer?kind={kind.key}&amp;day={TODAY}"
    assert f'href="{way}">Use the timer<' in form
    page = ada.get(way.replace("&amp;", "&"))
    assert page.status_code == 200
    assert kind.timer
    assert kind.timer.title in main_text(page.text)
    assert f'href="/{pillar}/new?kind={kind.key}&amp;day={TODAY}"' in page.text
    assert page.text.count("/static/timers.js") == 1
    assert "timer.js" not in form


@for_each_case(("pillar", "kind"), KINDS, ids=named)
def test_kind_without_timer_has_no_timer_page(ada: Browser, pillar: str, kind: EntryKind) -> None:
    assert ada.get(f"/{pillar}/timer?kind={kind.key}").status_code == (200 if kind.timer else 404)
    assert ("Use the timer" in ada.get(f"/{pillar}/new?kind={kind.key}").text) == bool(kind.timer)


@for_each_case(
    ("address", "status"),
    [
        ("/training/timer", 200),
        ("/stress/timer", 200),
        ("/sleep/timer", 404),
        ("/diet/timer", 404),
        ("/training/timer?kind=juggling", 404),
        ("/nothing/timer", 404),
        ("/trends/timer", 404),
        (f"/stress/timer?day={TODAY}", 200),
        ("/stress/timer?day=2026-02-30", 422),
    ],
)
def test_timer_page_status_by_query(ada: Browser, address: str, status: int) -> None:
    assert ada.get(address).status_code == status


def test_timer_page_redirects_to_sign_in(anyone: Browser) -> None:
    answer = anyone.get("/stress/timer")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_form_for_other_day_has_no_timer_link(ada: Browser) -> None:
    assert "Use the timer" not in ada.get("/stress/new?kind=practice&day=2026-03-11").text


def test_edit_form_has_no_timer_link(ada: Browser, exported_record: ExportRecord) -> None:
    submit_form(ada, find_entry_form(ada.get("/stress/new?kind=practice")), practice="rest", minutes="10")
    [entry] = exported_record()["entries"]
    page = ada.get(f"/stress/{entry['id']}/edit?minutes=99").text
    assert "Use the timer" not in page
    assert 'value="10"' in page


FILLED = [
    ("stress", "practice", {"practice": "breathing", "minutes": "10", "started_at": "07:05"}),
    ("stress", "level", {"stress_now": "4"}),
    (
        "training",
        "hiit",
        {"work_s": "60", "rest_s": "60", "rounds": "10", "blocks": "1", "session_min": "19", "started_at": "18:40"},
    ),
    ("training", "resistance", {"sets-0-exercise": "Row", "sets-0-reps": "8", "session_min": "30"}),
    ("training", "other", {"activity": "Walk & talk", "effort": "0"}),
    ("sleep", "night", {"bed_at": "22:45", "out_at": "07:15", "alarm": "yes", "quality": "4"}),
    ("diet", "list", {"items": "pulses"}),
]


@pytest.mark.parametrize(("pillar", "kind", "asked"), FILLED)
def test_query_prefills_form_and_saves_nothing(
    ada: Browser, exported_record: ExportRecord, pillar: str, kind: str, asked: dict[str, str]
) -> None:
    page = ada.get(f"/{pillar}/new?{urlencode({'kind': kind, **asked})}")
    shown = find_entry_form(page)
    assert {name: shown.get(name) for name in asked} == asked
    assert NOTICE in main_text(page.text)
    assert exported_record()["entries"] == []
    empty = find_entry_form(ada.get(f"/{pillar}/new?kind={kind}"))
    others = dict(empty.pairs).keys() & dict(shown.pairs).keys() - {*asked, "csrf", "entry_id"}
    assert {name: shown.get(name) for name in others} == {name: empty.get(name) for name in others}


def test_measured_values_are_saved_by_form(ada: Browser, exported_record: ExportRecord) -> None:
    page = ada.get("/training/new?kind=hiit&work_s=60&rest_s=60&rounds=7&blocks=1&session_min=13&started_at=18:40")
    assert submit_form(ada, find_entry_form(page), modality="row").status_code == 303
    [entry] = exported_record()["entries"]
    told = {name: entry[name] for name in ("work_s", "rest_s", "rounds", "blocks", "session_min", "started_at")}
    assert told == {
        "work_s": 60, "rest_s": 60, "rounds": 7, "blocks": 1, "session_min": 13,
        "started_at": "2026-03-12T18:40:00+01:00",
    }  # fmt: skip


def test_query_with_unknown_field_is_ignored(ada: Browser) -> None:
    bare = find_entry_form(ada.get("/stress/new?kind=practice"))
    page = ada.get("/stress/new?kind=practice&work_s=60&csrf=x&entry_id=x&version=3&note=hello&without_amounts=1")
    shown = find_entry_form(page)
    assert {name for name, _ in shown.pairs} == {name for name, _ in bare.pairs}
    assert shown.get("note") == ""
    assert shown.get("csrf") == bare.get("csrf")
    assert shown.get("entry_id") != "x"
    assert NOTICE not in page.text


@pytest.mark.parametrize(
    ("pillar", "kind", "name", "value"),
    [
        ("stress", "practice", "minutes", "ten"),
        ("stress", "practice", "minutes", "601"),
        ("stress", "practice", "started_at", "25:61"),
        ("training", "hiit", "rounds", "61"),
        ("training", "other", "session_min", "4,5"),
    ],
)
def test_invalid_prefilled_value_is_refused_on_save(
    ada: Browser, exported_record: ExportRecord, pillar: str, kind: str, name: str, value: str
) -> None:
    shown = find_entry_form(ada.get(f"/{pillar}/new?{urlencode({'kind': kind, name: value})}"))
    assert shown.get(name) == value
    answer = submit_form(ada, shown)
    assert answer.status_code == 422
    assert field_error(answer.text, name)
    assert exported_record()["entries"] == []


@pytest.mark.parametrize("address", ["/training/new?kind=other&", "/training/timer?kind=hiit&"])
def test_prefilled_value_is_escaped(ada: Browser, address: str) -> None:
    asked = dict.fromkeys(("activity", "work_s", "rounds", "kind_of", "day_of"), HOSTILE)
    page = ada.get(address + urlencode(asked)).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") == (1 if "other" in address else 2)
    assert "49" not in re.findall(r'value="([^"]*)"', page)


def test_prefilled_text_is_screened(ada: Browser, exported_record: ExportRecord) -> None:
    shown = find_entry_form(ada.get("/training/new?" + urlencode({"kind": "other", "activity": "semaglutide 1 mg"})))
    assert shown.get("activity") == "semaglutide 1 mg"
    answer = submit_form(ada, shown)
    assert answer.status_code == 422
    assert "For a doctor or pharmacist" in main_text(answer.text)
    assert exported_record()["entries"] == []


def test_timer_settings_are_read_from_query(ada: Browser) -> None:
    page = ada.get("/training/timer?kind=hiit&work_s=40&rounds=8").text
    assert re.search(r'id="work_s"[^>]*value="40"', page)
    assert re.search(r'id="rounds"[^>]*value="8"', page)
    assert 'id="session_min"' not in page
    practice = ada.get("/stress/timer?practice=rest").text
    assert '<option value="rest" selected>' in practice
    assert "Which practice?" in practice
    assert "What was it?" not in practice
