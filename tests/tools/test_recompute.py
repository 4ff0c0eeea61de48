"""The tool that computes an export again, by itself, says what the API says: of a demo year, and of hard days."""

from __future__ import annotations

import ast
import json
import math
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi import FastAPI
from tests.support import hard_days
from tests.support.api_answers import created_entry
from tests.support.cases import for_each_case
from tests.support.clock import NOW
from tests.support.paths import ROOT
from tests.support.people import create_api_client, ensure_account

from habitlog import demo
from habitlog.accounts.person import Person
from habitlog.app import create_app
from habitlog.config import Config
from habitlog.errors import Conflict
from habitlog.pillars import METRICS, PILLARS
from habitlog.stats.data_requirements import InsufficientDataCode
from habitlog.tracking import WeeklyMetric, WindowMetric
from habitlog.usecases.entries import days
from habitlog.usecases.files import imports
from habitlog.usecases.identity import accounts
from habitlog.usecases.margins import set_margin
from habitlog.usecases.trends import trends
from habitlog.usecases.trends.periods import Span

TOOLS = ROOT / "tools"
TODAY = date(2026, 3, 12)
SUNDAY = date(2026, 3, 8)
Told = dict[str, Any]


class Log:
    """A person's log: what its service says, and what the tool makes of its export."""

    def __init__(self, app: FastAPI, person: Person, folder: Path) -> None:
        self.app = app
        self.database = app.state.context.database
        self.person = person
        self.program = create_api_client(app, person, "read")
        self.saver = create_api_client(app, person, "export")
        self.folder = folder

    @cached_property
    def export(self) -> Path:
        """The export, saved when it is first asked for."""
        answer = self.saver.get("/export")
        assert answer.status_code == 200
        path = self.folder / "habitlog.json"
        path.write_bytes(answer.content)
        return path

    def recomputed(self, *options: str) -> list[Told]:
        """Return what the tool prints as JSON."""
        found: list[Told] = json.loads(run(self.folder, self.export, "--json", *options).stdout)
        return found

    def of(self, told: Told) -> Told:
        """Return what the service says of the same metric, range and exercise, in the words of the tool."""
        named = {key: told[key] for key in ("exercise",) if key in told}
        answer = self.program.get(f"/trends/{told['metric']}", **{"from": told["from"], "to": told["to"]}, **named)
        assert answer.status_code == 200, answer.text
        there: Told = answer.json()
        measure = METRICS[told["metric"]]
        if isinstance(measure, WindowMetric):
            kept = {key: there["details"][key] for key in told["details"]}
            return {**there, "reason": code_of(there["reason"]), "details": kept}
        span = Span(date.fromisoformat(told["from"]), date.fromisoformat(told["to"]), TODAY)
        with self.database.begin_read() as transaction:
            found = trends.compute_trend(transaction, self.person, measure, span, told.get("exercise")).analysis
        silence = found.trend.insufficient_data
        there["reason"] = silence and {"code": silence.code, "have": silence.have, "needed": silence.needed}
        if not isinstance(measure, WeeklyMetric):
            there["weeks"] = [{**week._asdict(), "monday": week.monday.isoformat()} for week in found.weeks]
        return there


def run(folder: Path, export: Path, *options: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a copy of the tool beside a `habitlog` that ends the program when it is imported."""
    alone = folder / "tools"
    if not alone.exists():
        shutil.copytree(TOOLS, alone, ignore=shutil.ignore_patterns("__pycache__"))
        (alone / "habitlog.py").write_text("raise SystemExit('habitlog was imported')\n", encoding="utf-8")
    command = [sys.executable, str(alone / "recompute.py"), str(export), "--today", TODAY.isoformat(), *options]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert found.returncode == status, found.stderr
    return found


MARGINS = {"sleep.quality": 2.0, "sleep.midpoint": 300.0, "stress.level": 0.2, "training.e1rm": 50.0}


@pytest.fixture(scope="module")
def mara(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    """The demo person's log."""
    folder = tmp_path_factory.mktemp("mara")
    shutil.copyfile(sqlite_template, folder / "habitlog.sqlite3")
    settings = Config(database_url=f"sqlite:///{folder}/habitlog.sqlite3", data_dir=folder, sign_up="open")
    app = create_app(settings, clock=lambda: NOW)
    demo.build_demo_data(app.state.context.database, NOW)
    with app.state.context.database.begin_write() as transaction:
        person = accounts.find_person_by_email(transaction, "mara@example.org")
        for metric, margin in MARGINS.items():
            set_margin(transaction, person, METRICS[metric], margin)
    with app.state.context.database.begin_read() as transaction:
        person = accounts.find_person_by_email(transaction, "mara@example.org")
    yield Log(app, person, folder)
    app.state.context.database.close_connections()
    del app.state.context


@pytest.fixture
def ada(app: FastAPI, tmp_path: Path) -> Log:
    """A log without a day."""
    return Log(app, ensure_account(app, "Ada", "Europe/Stockholm"), tmp_path)


def differences(log: Log, found: Sequence[Told]) -> list[str]:
    """Return where the tool says something else than the service; nobody minds the tenth digit."""
    assert found
    return [line for told in found for line in compare_values(told, log.of(told), told["metric"])]


def compare_values(one: Any, other: Any, at: str) -> Iterator[str]:
    """Yield where two JSON values differ, of everything that the first one tells."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one:
            yield from compare_values(one[key], other[key], f"{at} {key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, pair in enumerate(zip(one, other, strict=True)):
            yield from compare_values(*pair, f"{at} {place}")
    elif isinstance(one, int | float) and isinstance(other, int | float):
        if not math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9):
            yield f"{at}: {one} is not {other}"
    elif one != other:
        yield f"{at}: {one} is not {other}"


def code_of(reason: str | None) -> str | None:
    """Return the tool's code for the sentence of a window without a value."""
    if reason is None:
        return None
    return "no_mean_direction" if "around the clock" in reason else "few_values"


def back(length: int, to: date = SUNDAY) -> tuple[str, ...]:
    """Return the options for so many days up to one."""
    return "--from", (to - timedelta(days=length - 1)).isoformat(), "--to", to.isoformat()


RANGES: dict[str, tuple[str, ...]] = {
    "4 weeks": back(28),
    "12 weeks": back(84),
    "52 weeks": back(364),
    "all": (),
    "judged on weeks": back(371),
    "into the running week": back(84, TODAY),
    "into days to come": back(40, TODAY + timedelta(days=9)),
    "weeks cut in two": back(100, date(2026, 2, 11)),
    "short": back(20),
}


YEAR = ("4 weeks", "12 weeks", "52 weeks", "into days to come", "weeks cut in two")
"""The ranges of the demonstration; the others are those of the hard days."""


@for_each_case("options", [RANGES[name] for name in YEAR], ids=YEAR)
def test_recompute_of_demo_year_equals_api(mara: Log, options: tuple[str, ...]) -> None:
    found = mara.recomputed(*options)
    assert {told["metric"] for told in found} == set(METRICS)
    assert sum("exercise" in told for told in found) >= 5
    assert "\n".join(differences(mara, found)) == ""


def test_recompute_of_demo_year_has_every_verdict(mara: Log) -> None:
    """Silence alone would be easy to agree on."""
    found = {told["metric"]: told for told in mara.recomputed(*RANGES["12 weeks"])}
    assert {told["verdict"] for told in found.values() if "verdict" in told} > {"no_clear_change", "steady"}
    assert any(told.get("within_margin") and told["verdict"] in {"more", "less"} for told in found.values())
    assert all(found[metric]["value"] is not None for metric, one in METRICS.items() if isinstance(one, WindowMetric))


@pytest.fixture
def hard_log(ada: Log) -> Log:
    """Ada's log with the hard days in it."""
    parsed = hard_days.parsed()
    with ada.database.begin_write() as transaction:
        report = imports.import_drafts(transaction, ada.person, parsed, NOW)
        for pillar, day, mark in hard_days.marks():
            with suppress(Conflict):
                days.mark_day(transaction, ada.person, PILLARS[pillar], day, mark, NOW)
    assert len(report.refused) < len(parsed.drafts) / 30, report.refused
    return ada


HARD: dict[str, tuple[str, ...]] = {
    **{name: RANGES[name] for name in ("12 weeks", "all", "judged on weeks", "into the running week", "short")},
    "around the clock": ("--from", "2025-12-01", "--to", "2025-12-31"),
    "a change of clocks": ("--from", "2025-10-10", "--to", "2025-11-12"),
    "twenty days of long ago": ("--from", "1996-02-19", "--to", "1996-03-24"),
    "three weeks of long ago": ("--from", "1996-06-03", "--to", "1996-06-30"),
}


def test_recompute_of_hard_days_equals_api(hard_log: Log) -> None:
    found = [told for options in HARD.values() for told in hard_log.recomputed(*options)]
    assert "\n".join(differences(hard_log, found)) == ""
    codes = {told["reason"]["code"] for told in found if isinstance(told["reason"], dict)}
    assert "few_weeks" in codes <= set(get_args(InsufficientDataCode))
    assert {told["value"] is None for told in found if "value" in told} == {True, False}


def test_recompute_reads_days_without_a_session_as_rest(hard_log: Log) -> None:
    known = {told["metric"]: told["coverage"]["logged"] for told in hard_log.recomputed()}
    setting = {"rest_days_from": "2025-04-09", "rest_days_until": "2026-02-24"}
    with hard_log.database.begin_write() as transaction:
        profile = {"name": "Ada", "zone": "Europe/Stockholm", "day_start": 0, **setting}
        accounts.change_profile(transaction, hard_log.person, profile)
    with hard_log.database.begin_read() as transaction:
        person = accounts.find_person_by_email(transaction, hard_log.person.email)
    (hard_log.folder / "rest").mkdir()
    log = Log(hard_log.app, person, hard_log.folder / "rest")
    found = [told for name in ("all", "12 weeks") for told in log.recomputed(*RANGES[name])]
    more = {told["metric"] for told in found[: len(METRICS)] if told["coverage"]["logged"] > known[told["metric"]]}
    assert {"training.minutes", "training.session_load", "training.week_load"} <= more
    assert all(metric.startswith("training.") for metric in more)
    assert "\n".join(differences(log, [told for told in found if told["metric"] in more])) == ""


def test_recompute_of_empty_log(ada: Log) -> None:
    found = ada.recomputed()
    assert {told["metric"] for told in found} == set(METRICS) - {"training.e1rm"}
    assert "\n".join(differences(ada, found)) == ""


def test_recompute_of_one_value(ada: Log) -> None:
    program = create_api_client(ada.app, ada.person, "write")
    created_entry(program.post("/stress/entries", {"kind": "level", "day": "2026-03-03", "stress_now": 4}))
    found = {told["metric"]: told for told in ada.recomputed()}
    told = found["stress.level"]
    assert (told["from"], told["to"], told["reason"]["code"]) == ("2026-03-02", "2026-03-08", "few_weeks")
    assert "\n".join(differences(ada, list(found.values()))) == ""


def test_recompute_of_equal_values(ada: Log) -> None:
    program = create_api_client(ada.app, ada.person, "write")
    for place in range(84):
        day = (SUNDAY - timedelta(days=place)).isoformat()
        created_entry(program.post("/sleep/entries", {"kind": "night", "day": day, "asleep_min": 420, "quality": 4}))
    found = {told["metric"]: told for told in ada.recomputed()}
    assert found["sleep.duration"]["reason"] == {"code": "mostly_identical", "have": 12, "needed": 8}
    assert "\n".join(differences(ada, list(found.values()))) == ""


def test_recompute_of_nights_around_the_clock(ada: Log) -> None:
    program = create_api_client(ada.app, ada.person, "write")
    for place in range(84):
        begin = datetime(2026, 3, 8, tzinfo=UTC) - timedelta(days=place, minutes=-206 * (place % 7))
        night = {"zone": "Etc/UTC", "bed_at": begin.isoformat("T", "minutes")}
        night["out_at"] = (begin + timedelta(hours=1)).isoformat("T", "minutes")
        created_entry(program.post("/sleep/entries", {"kind": "night", **night, "asleep_min": 60}))
    found = {told["metric"]: told for told in ada.recomputed()}
    assert found["sleep.midpoint"]["reason"]["code"] == "no_mean_direction"
    assert "\n".join(differences(ada, list(found.values()))) == ""


PUBLISHED = (
    "7 7.5 7.2 8 8.3 8.1 8.6 8.4 8.9 9.2 9.0 8.7 8.5 8.8 9.1 "
    "9.5 9.8 9.6 9.9 10.1 10.4 10.2 9.9 9.7 10 10.3 10.8 11 10.7 10.9"
)
TREND_1_0 = {
    "z": 1.959963984540054,
    "r_range": [0.0, 0.9],
    "residual_decimals": 9,
    "needed": {"window_days": 28, "values": 14, "iso_weeks": 4, "span_days": 21, "identical_percent_at_most": 70},
    "weekly_above_days": 366,
}
METHOD_1_0 = {"name": "habitlog-trend", "version": "1.0", "summary": "mean", "clock": None, "trend": TREND_1_0}


def test_recompute_of_method_version_1_0(tmp_path: Path) -> None:
    """The slope, interval and verdict of the 30 values that the method was written down with."""
    unknown = dict.fromkeys(("try_at", "final_wake_at", "sol_min", "wakes", "waso_min", "bed_at", "out_at"))
    night = {"pillar": "sleep", "kind": "night", "zone": "Etc/UTC", **unknown}
    entries = [
        {**night, "day": str(SUNDAY - timedelta(days=29 - place)), "asleep_min": float(value)}
        for place, value in enumerate(PUBLISHED.split())
    ]
    method = {**METHOD_1_0, "week": {"needed": 4, "decimals": 9}}
    body = (json.dumps({"methods": [method], "entries": entries, "marks": []})[:-1] + ",\n").encode()
    path = tmp_path / "old.json"
    path.write_bytes(body + b'"complete":true,"sha256":"%s"}\n' % sha256(body).hexdigest().encode())
    options = ("--json", "--metric", "sleep.duration", *back(30))
    [told] = json.loads(run(tmp_path, path, *options).stdout)
    assert told["verdict"] == "rising"
    slope = [told["slope"][key] / 7 for key in ("value", "low", "high")]
    assert slope == pytest.approx([0.12, 0.085, 0.15455], abs=5e-6)


@pytest.mark.parametrize("day", ["2025-12-10", "2025-12-08", "2026-03-01", "2026-03-10"])
def test_recompute_before_and_after_a_date(mara: Log, day: str) -> None:
    compared = 0
    for told in mara.recomputed("--since", day):
        if "value" in told:
            continue
        named = {key: told[key] for key in ("exercise",) if key in told}
        there = mara.program.get(f"/trends/{told['metric']}", since=day, **named).json()
        assert (there["since"], there["from"], there["to"]) == (day, told["from"], told["to"])
        for part in ("verdict", "judged", "coverage"):
            assert there[part] == told[part], (told["metric"], part)
        for part in ("change", "slope"):
            assert (there[part] is None) == (told[part] is None), (told["metric"], part)
            for key in ("value", "low", "high") if told[part] else ():
                assert there[part][key] == pytest.approx(told[part][key], abs=1e-6), (told["metric"], part)
        compared += told["change"] is not None
    assert (compared > 15) == (day < "2026-02")


def test_recompute_prints_table(mara: Log) -> None:
    lines = run(mara.folder, mara.export, *RANGES["all"]).stdout.splitlines()
    assert lines[0] == "2025-03-10 to 2026-03-08, asked on 2026-03-12"
    assert any(line.startswith("sleep.duration ") and ": +" in line and " to " in line for line in lines)
    one = run(mara.folder, mara.export, "--metric", "training.e1rm", "--exercise", "deadLIFT").stdout.splitlines()
    assert len(one) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data[:4000], "not a whole export"),
        (lambda data: data.replace(b'"effort":5', b'"effort":6', 1), "checksum"),
        (lambda data: b"[1, 2]\n", "not a whole export"),
        (lambda data: b"", "not a whole export"),
    ],
)
def test_recompute_refuses_incomplete_file(
    mara: Log, tmp_path: Path, change: Callable[[bytes], bytes], words: str
) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(change(mara.export.read_bytes()))
    assert words in run(mara.folder, path, status=1).stderr


def test_recompute_refuses_other_method_version(mara: Log, tmp_path: Path) -> None:
    """Numbers that were made otherwise would be called wrong."""
    lines = mara.export.read_bytes().splitlines(keepends=True)
    place = next(place for place, one in enumerate(lines) if b"habitlog-social-jetlag" in one)
    lines[place] = lines[place].replace(b'"version":"1.2"', b'"version":"9.9"')
    told = b"".join(lines[:-1])
    path = tmp_path / "newer.json"
    path.write_bytes(told + b'"complete":true,"counts":{},"sha256":"%s"}\n' % sha256(told).hexdigest().encode())
    assert "habitlog-social-jetlag 9.9" in run(mara.folder, path, status=1).stderr


def test_recompute_refuses_missing_range_or_file(mara: Log) -> None:
    backwards = run(mara.folder, mara.export, "--from", "2026-03-01", "--to", "2026-02-01", status=1)
    assert backwards.stderr == "The first day comes after the last one.\n"
    assert run(mara.folder, mara.folder / "no.json", status=1).stderr == "There is no such file.\n"
    assert "--metric" in run(mara.folder, mara.export, "--metric", "sleep.depth", status=2).stderr


MODULES = [TOOLS / "recompute.py", *sorted((TOOLS / "recomputing").rglob("*.py"))]


def imported(path: Path) -> Iterator[str]:
    """Yield the packages a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level or (node.module or "").partition(".")[0]


@for_each_case("path", MODULES, ids=lambda path: path.name)
def test_recompute_imports_only_numpy_and_stdlib(path: Path) -> None:
    assert set(imported(path)) <= {*sys.stdlib_module_names, "numpy", "recomputing"} - {"importlib", "runpy"}


def test_recompute_has_no_dynamic_import() -> None:
    assert [path.name for path in MODULES if "__import__" in path.read_text(encoding="utf-8")] == []
