"""The page of a timer, and forms that an address fills in: shown as typed, saved by the person or not at all."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from tests.pages.conftest import Record
from tests.pages.reading import entry_form, error_at, send, words
from tests.support.people import Browser

from habitlog.pillars import PILLARS
from habitlog.tracking import EntryKind

pytestmark = pytest.mark.one_database

TODAY = "2026-03-12"
KINDS = [(key, kind) for key, pillar in PILLARS.items() for kind in pillar.kinds]
TIMED = [(key, kind) for key, kind in KINDS if kind.timer]
HOSTILE = "\"><script>alert(1)</script>'{{ 7*7 }}"
NOTICE = "Some answers are filled in already. Nothing is saved yet."


def named(one: object) -> str:
    return one.key if isinstance(one, EntryKind) else str(one)


def test_both_manners_of_timer_are_declared() -> None:
    assert {kind.timer.mode for _, kind in TIMED if kind.timer} == {"intervals", "still"}


@pytest.mark.parametrize(("pillar", "kind"), TIMED, ids=named)
def test_a_timer_names_fields_of_its_kind(pillar: str, kind: EntryKind) -> None:
    assert kind.timer
    assert {*kind.timer.asked_fields, *kind.timer.fields_by_role.values()} <= {field.name for field in kind.fields}


@pytest.mark.parametrize(("pillar", "kind"), TIMED, ids=named)
def test_the_form_leads_to_the_timer_and_back(ada: Browser, pillar: str, kind: EntryKind) -> None:
    form = ada.get(f"/{pillar}/new?kind={kind.key}").text
    way = f"/{pillar}/timer?kind={kind.key}&amp;day={TODAY}"
    assert f'href="{way}">Time it<' in form
    page = ada.get(way.replace("&amp;", "&"))
    assert page.status_code == 200
    assert kind.timer
    assert kind.timer.title in words(page.text)
    assert f'href="/{pillar}/new?kind={kind.key}&amp;day={TODAY}"' in page.text
    assert page.text.count("timer.js") == 1
    assert "timer.js" not in form


@pytest.mark.parametrize(("pillar", "kind"), KINDS, ids=named)
def test_a_kind_without_a_timer_has_no_page_for_one(ada: Browser, pillar: str, kind: EntryKind) -> None:
    assert ada.get(f"/{pillar}/timer?kind={kind.key}").status_code == (200 if kind.timer else 404)
    assert ("Time it" in ada.get(f"/{pillar}/new?kind={kind.key}").text) == bool(kind.timer)


@pytest.mark.parametrize(
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
def test_addresses(ada: Browser, address: str, status: int) -> None:
    assert ada.get(address).status_code == status


def test_a_timer_is_for_who_is_signed_in(anyone: Browser) -> None:
    answer = anyone.get("/stress/timer")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_another_day_is_not_timed_now(ada: Browser) -> None:
    assert "Time it" not in ada.get("/stress/new?kind=practice&day=2026-03-11").text


def test_an_entry_that_is_edited_is_not_timed(ada: Browser, record: Record) -> None:
    send(ada, entry_form(ada.get("/stress/new?kind=practice")), practice="rest", minutes="10")
    [entry] = record()["entries"]
    page = ada.get(f"/stress/{entry['id']}/edit?minutes=99").text
    assert "Time it" not in page
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
def test_an_address_fills_in_a_form_and_saves_nothing(
    ada: Browser, record: Record, pillar: str, kind: str, asked: dict[str, str]
) -> None:
    page = ada.get(f"/{pillar}/new?{urlencode({'kind': kind, **asked})}")
    shown = entry_form(page)
    assert {name: shown.get(name) for name in asked} == asked
    assert NOTICE in words(page.text)
    assert record()["entries"] == []
    empty = entry_form(ada.get(f"/{pillar}/new?kind={kind}"))
    others = dict(empty.pairs).keys() & dict(shown.pairs).keys() - {*asked, "csrf", "entry_id"}
    assert {name: shown.get(name) for name in others} == {name: empty.get(name) for name in others}


def test_what_was_measured_is_saved_by_the_person(ada: Browser, record: Record) -> None:
    page = ada.get("/training/new?kind=hiit&work_s=60&rest_s=60&rounds=7&blocks=1&session_min=13&started_at=18:40")
    assert send(ada, entry_form(page), modality="row").status_code == 303
    [entry] = record()["entries"]
    told = {name: entry[name] for name in ("work_s", "rest_s", "rounds", "blocks", "session_min", "started_at")}
    assert told == {
        "work_s": 60, "rest_s": 60, "rounds": 7, "blocks": 1, "session_min": 13,
        "started_at": "2026-03-12T18:40:00+01:00",
    }  # fmt: skip


def test_names_that_are_no_field_stay_out(ada: Browser) -> None:
    bare = entry_form(ada.get("/stress/new?kind=practice"))
    page = ada.get("/stress/new?kind=practice&work_s=60&csrf=x&entry_id=x&version=3&note=hello&without_amounts=1")
    shown = entry_form(page)
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
def test_what_does_not_fit_is_shown_and_refused_on_save(
    ada: Browser, record: Record, pillar: str, kind: str, name: str, value: str
) -> None:
    shown = entry_form(ada.get(f"/{pillar}/new?{urlencode({'kind': kind, name: value})}"))
    assert shown.get(name) == value
    answer = send(ada, shown)
    assert answer.status_code == 422
    assert error_at(answer.text, name)
    assert record()["entries"] == []


@pytest.mark.parametrize("address", ["/training/new?kind=other&", "/training/timer?kind=hiit&"])
def test_an_address_is_never_code(ada: Browser, address: str) -> None:
    asked = dict.fromkeys(("activity", "work_s", "rounds", "kind_of", "day_of"), HOSTILE)
    page = ada.get(address + urlencode(asked)).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") == (1 if "other" in address else 2)
    assert "49" not in re.findall(r'value="([^"]*)"', page)


def test_the_guard_reads_what_an_address_filled_in(ada: Browser, record: Record) -> None:
    shown = entry_form(ada.get("/training/new?" + urlencode({"kind": "other", "activity": "semaglutide 1 mg"})))
    assert shown.get("activity") == "semaglutide 1 mg"
    answer = send(ada, shown)
    assert answer.status_code == 422
    assert "For a doctor or pharmacist" in words(answer.text)
    assert record()["entries"] == []


def test_a_timer_is_set_up_by_its_address(ada: Browser) -> None:
    page = ada.get("/training/timer?kind=hiit&work_s=40&rounds=8").text
    assert re.search(r'id="work_s"[^>]*value="40"', page)
    assert re.search(r'id="rounds"[^>]*value="8"', page)
    assert 'id="session_min"' not in page
    practice = ada.get("/stress/timer?practice=rest").text
    assert '<option value="rest" selected>' in practice
    assert "What is it?" in practice
    assert "What was it?" not in practice
