"""What the address of a metric's page asks for: a range of weeks or a stretch of days, and a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from pydantic_core import PydanticCustomError
from starlette.datastructures import QueryParams

from habitlog.db import Reading
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.people.model import Person
from habitlog.pillar import Measure, Named, Pillar
from habitlog.pillar.values import read_day
from habitlog.pillars import MEASURES
from habitlog.usecases import named, trends, windows
from habitlog.usecases.spans import Span, Trend, measure_called
from habitlog.usecases.windows import Range


def range_called(given: str) -> Range:
    """Return a range by its key; raises `NotFound`."""
    if given not in {"4w", "12w", "1y", "all"}:
        raise NotFound("The ranges are 4 weeks, 12 weeks, a year and all.")
    return cast("Range", given)


def measure(called: str) -> tuple[Pillar, Measure]:
    """Return a measure of an address and its pillar; raises `NotFound`, in words for people."""
    if called not in MEASURES:
        raise NotFound("There is no measure of this name. All there are stand among the trends.")
    return measure_called(called)


@dataclass(frozen=True, slots=True)
class Asked:
    """A span, the range it stands for ("" for a stretch picked by hand), and the query that asks for it again."""

    span: Span
    range: str
    query: dict[str, str]


def stretch(unit: Reading, person: Person, of: tuple[Pillar, Measure], query: QueryParams, today: date) -> Asked:
    """Return the days a query asks for; raises `NotFound` for an unknown range, `Invalid` for dates that do not fit."""
    typed = {key: query[key].strip() for key in ("from", "to") if query.get(key, "").strip()}
    if typed:
        days = _days(typed)
        span = windows.picked(days.get("from"), days.get("to"), today)
        return Asked(span, "", {"from": str(span.first), "to": str(span.last)})
    asked = range_called(query.get("range", "12w"))
    return Asked(windows.window(unit, person, asked, today, of), asked, {"range": asked})


def _days(typed: dict[str, str]) -> dict[str, date]:
    found, problems = {}, []
    for key, text in typed.items():
        try:
            found[key] = read_day(text)
        except PydanticCustomError as error:
            problems.append(FieldProblem(key, error.message()))
    if problems:
        raise Invalid(problems)
    return found


def trend(unit: Reading, person: Person, metric: str, span: Span, query: QueryParams) -> tuple[list[str], Trend | None]:
    """Return the names to choose from, and the trend; none where there is no name to tell it of.

    Raises `NotFound` for a metric without a trend, `Invalid` and `ClinicianTopic` for a name that cannot be one.
    """
    pillar, found = measure(metric)
    if not isinstance(found, Named):
        return [], trends.of(unit, person, metric, span)
    shelf = named.read(unit, person, pillar, found, span)
    names = list(shelf.names)
    given = query.get(found.asks, "").strip()
    chosen = named.asked(found, given) if given else next(iter(names), "")
    return names, shelf.trend(chosen) if chosen else None
