"""All of a coach's clients at a glance: for each granted pillar one measure over the last eight finished weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from habitlog.db import Database, Reading
from habitlog.derived import months
from habitlog.people.model import Person
from habitlog.pillar import Pillar
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.usecases import granting
from habitlog.usecases.granted import months_between
from habitlog.usecases.grants import Shared
from habitlog.usecases.looking import Look, look

if TYPE_CHECKING:
    from habitlog.stats.briefs import Brief
    from habitlog.stats.series import Values

WEEKS = 8
DAYS = 7 * WEEKS


@dataclass(frozen=True, slots=True)
class Listed:
    """One client in the list: by granted pillar a brief of its leading metric, None as long as no week can be shown.

    A brief has the weeks of `look`, oldest first; `before` is None unless all four of those weeks are shown.
    """

    look: Look
    briefs: Mapping[str, Brief | None]


@dataclass(frozen=True, slots=True)
class Clients:
    """Every client in alphabetical order, and the grants that wait for their client to confirm."""

    shown: tuple[Listed, ...]
    waiting: tuple[Shared, ...]


def everybody(database: Database, coach: Person, now: datetime) -> Clients:
    """Return every client of a coach; each look is written."""

    def read(unit: Reading, looks: tuple[Look, ...]) -> Clients:
        return Clients(listed(unit, coach, looks, now), granting.waiting(unit, coach, now))

    return look(database, coach, "list", WEEKS, now, read)


def listed(unit: Reading, coach: Person, looks: Sequence[Look], now: datetime) -> tuple[Listed, ...]:
    """Return the clients of these looks in alphabetical order, in one query however many there are."""
    if not looks:
        return ()
    days = _days(unit, coach, looks, now)
    told = {key: _briefs(pillar, looks, days[pillar.leading.id]) for key, pillar in PILLARS.items()}
    found = [Listed(each, {key: told[key].get(each.grant_id) for key in each.pillars}) for each in looks]
    return tuple(sorted(found, key=lambda one: (one.look.client.name.casefold(), one.look.grant_id)))


def _days(unit: Reading, coach: Person, looks: Sequence[Look], now: datetime) -> Mapping[str, Values]:
    """Return by metric a row for each look: the days of the last eight finished weeks, NaN where none is shown."""
    import numpy as np  # noqa: PLC0415 - numpy is loaded by the first trend

    ends = [each.sunday for each in looks]
    first, last = min(ends) - timedelta(DAYS - 1), max(ends)
    begin, place = months.month_of(first), {each.grant_id: at for at, each in enumerate(looks)}
    metrics = [pillar.leading.id for pillar in PILLARS.values()]
    wide = {metric: np.full((len(looks), (last - begin).days + months.DAYS), np.nan) for metric in metrics}
    together: defaultdict[tuple[date, str], list[tuple[int, bytes]]] = defaultdict(list)
    for grant, metric, month, days in months_between(unit, coach, metrics, (first, last), now):
        if grant in place:
            together[month, metric].append((place[grant], days))
    # A month is written over the cells that a shorter one before it has beyond its end.
    for (month, metric), rows in together.items():
        places, known = zip(*rows, strict=True)
        at = (month - begin).days
        wide[metric][[*places], at : at + months.DAYS] = np.frombuffer(b"".join(known), "<f8").reshape(-1, months.DAYS)
    return {metric: _shown(cells, looks, begin) for metric, cells in wide.items()}


def _shown(cells: Values, looks: Sequence[Look], begin: date) -> Values:
    """Cut each row to the eight weeks before its client's running one, and empty those of them that are not shown."""
    import numpy as np  # noqa: PLC0415 - as above

    cut = np.full((len(looks), DAYS), np.nan)
    for row, each, wide in zip(cut, looks, cells, strict=True):
        end, shown = (each.sunday - begin).days + 1, 7 * len(each.weeks)
        row[DAYS - shown :] = wide[end - shown : end]
    return cut


def _briefs(pillar: Pillar, looks: Sequence[Look], days: Values) -> Mapping[str, Brief]:
    from habitlog.stats.briefs import BEFORE, Brief, briefs  # noqa: PLC0415 - as above

    found = {}
    for each, brief in zip(looks, briefs(days, pillar.leading.summary, consent.NEEDED_DAYS), strict=True):
        shown = len(each.weeks)
        if shown and pillar.key in each.pillars:
            before = brief.before if shown > BEFORE else None
            found[each.grant_id] = Brief(brief.weekly[-shown:], brief.days[-shown:], before, brief.verdict)
    return found
