"""All of a coach's clients at a glance: for each granted pillar one measure over the last eight finished weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from habitlog.accounts.person import Person
from habitlog.db import Database, ReadTransaction
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.storage import month_encoding
from habitlog.tracking import Pillar
from habitlog.usecases.sharing import grants
from habitlog.usecases.sharing.access_log import SharedView, read_shared
from habitlog.usecases.sharing.grants import GrantView
from habitlog.usecases.sharing.shared_metrics import read_shared_months

if TYPE_CHECKING:
    from habitlog.stats.series import Values
    from habitlog.stats.trend_batch import WeeklySummary
if TYPE_CHECKING:
    from habitlog.stats.trend import Verdict

WEEKS = 8
DAYS = 7 * WEEKS


@dataclass(frozen=True, slots=True)
class ClientListItem:
    """One client in the list: by granted pillar a brief of its leading metric, None as long as no week can be shown.

    A brief has the weeks of `look`, oldest first; `before` is None unless all four of those weeks are shown.
    """

    view: SharedView
    weekly_summaries: Mapping[str, WeeklySummary | None]


@dataclass(frozen=True, slots=True)
class ClientList:
    """Every client in alphabetical order, and the grants that wait for their client to confirm."""

    items: tuple[ClientListItem, ...]
    pending_grants: tuple[GrantView, ...]


def read_client_list(database: Database, coach: Person, now: datetime) -> ClientList:
    """Return every client of a coach; each look is written."""

    def read(transaction: ReadTransaction, looks: tuple[SharedView, ...]) -> ClientList:
        return ClientList(
            summarize_clients(transaction, coach, looks, now), grants.list_pending_grants(transaction, coach, now)
        )

    return read_shared(database, coach, "list", WEEKS, now, read)


def summarize_clients(
    transaction: ReadTransaction, coach: Person, views: Sequence[SharedView], now: datetime
) -> tuple[ClientListItem, ...]:
    """Return the clients of these looks in alphabetical order, in one query however many there are."""
    if not views:
        return ()
    days = _load_leading_metrics(transaction, coach, views, now)
    told = {key: _summarize_weeks(pillar, views, days[pillar.primary_metric.id]) for key, pillar in PILLARS.items()}
    found = [ClientListItem(each, {key: told[key].get(each.grant_id) for key in each.pillars}) for each in views]
    return tuple(sorted(found, key=lambda one: (one.view.client.name.casefold(), one.view.grant_id)))


def _load_leading_metrics(
    transaction: ReadTransaction, coach: Person, views: Sequence[SharedView], now: datetime
) -> Mapping[str, Values]:
    """Return by metric a row for each look: the days of the last eight finished weeks, NaN where none is shown."""
    import numpy as np  # noqa: PLC0415 - numpy is loaded by the first trend

    ends = [each.last_finished_sunday for each in views]
    first, last = min(ends) - timedelta(DAYS - 1), max(ends)
    begin, place = month_encoding.first_of_month(first), {each.grant_id: at for at, each in enumerate(views)}
    metrics = [pillar.primary_metric.id for pillar in PILLARS.values()]
    wide = {
        metric: np.full((len(views), (last - begin).days + month_encoding.DAYS_IN_ROW), np.nan) for metric in metrics
    }
    together: defaultdict[tuple[date, str], list[tuple[int, bytes]]] = defaultdict(list)
    for grant, metric, month, days in read_shared_months(transaction, coach, metrics, (first, last), now):
        if grant in place:
            together[month, metric].append((place[grant], days))
    # A month is written over the cells that a shorter one before it has beyond its end.
    for (month, metric), rows in together.items():
        places, known = zip(*rows, strict=True)
        at = (month - begin).days
        wide[metric][[*places], at : at + month_encoding.DAYS_IN_ROW] = np.frombuffer(b"".join(known), "<f8").reshape(
            -1, month_encoding.DAYS_IN_ROW
        )
    return {metric: _keep_shared_weeks(cells, views, begin) for metric, cells in wide.items()}


def _keep_shared_weeks(cells: Values, views: Sequence[SharedView], begin: date) -> Values:
    """Cut each row to the eight weeks before its client's running one, and empty those of them that are not shown."""
    import numpy as np  # noqa: PLC0415 - as above

    cut = np.full((len(views), DAYS), np.nan)
    for row, each, wide in zip(cut, views, cells, strict=True):
        end, shown = (each.last_finished_sunday - begin).days + 1, 7 * len(each.weeks)
        row[DAYS - shown :] = wide[end - shown : end]
    return cut


def _summarize_weeks(pillar: Pillar, views: Sequence[SharedView], days: Values) -> Mapping[str, WeeklySummary]:
    from habitlog.stats.trend_batch import PREVIOUS_WEEKS, WeeklySummary, summarize_weeks_of_rows  # noqa: PLC0415 - as above

    found = {}
    for each, brief in zip(
        views,
        summarize_weeks_of_rows(days, pillar.primary_metric.summary, consent.MIN_DAYS_PER_SHARED_WEEK),
        strict=True,
    ):
        shown = len(each.weeks)
        if shown and pillar.key in each.pillars:
            before = brief.previous_value if shown > PREVIOUS_WEEKS else None
            found[each.grant_id] = WeeklySummary(
                brief.week_values[-shown:], brief.known_days[-shown:], before, brief.verdict
            )
    return found


VERDICTS: tuple[Verdict, ...] = ("rising", "falling", "no_clear_change", "not_enough_data")
MAX_NAME_LENGTH = 80


PILLAR_ORDERS = ("most", "fewest")
"""By how many weeks of a pillar have a value. There is no order by the values: people are not ranked by how they do."""


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """What is asked for: part of a name, a pillar that is shown, a verdict, and an order, each "" for any.

    `order` is "back" (Z to A), "ending" (the soonest first), or a key of `ORDERS`, a hyphen and a pillar; otherwise
    it is A to Z.
    """

    name: str = ""
    pillar: str = ""
    verdict: str = ""
    order: str = ""

    @classmethod
    def from_query(cls, name: str, pillar: str, verdict: str, order: str) -> ClientFilter:
        """Return what an address asks for; what it cannot mean asks for nothing."""
        by, _, of = order.partition("-")
        known = order in {"back", "ending"} or (by in PILLAR_ORDERS and of in PILLARS)
        return cls(
            name.strip()[:MAX_NAME_LENGTH],
            pillar if pillar in PILLARS else "",
            verdict if verdict in VERDICTS else "",
            order if known else "",
        )


def filter_clients(clients: Iterable[ClientListItem], client_filter: ClientFilter) -> list[ClientListItem]:
    """Return the clients that fit, in the order asked for; `clients` come in the order of their names.

    It looks at nothing but what each of them shows. In an order by a pillar, those without a value stand behind,
    then those who do not show it, both in the order of their names.
    """
    return _sort_clients([client for client in clients if _matches_filter(client, client_filter)], client_filter.order)


def _matches_filter(client: ClientListItem, client_filter: ClientFilter) -> bool:
    if client_filter.name.casefold() not in client.view.client.name.casefold():
        return False
    if client_filter.pillar and client_filter.pillar not in client.weekly_summaries:
        return False
    looked_at = (client_filter.pillar,) if client_filter.pillar else client.weekly_summaries
    return not client_filter.verdict or any(
        _find_pillar_verdict(client, pillar) == client_filter.verdict for pillar in looked_at
    )


def _find_pillar_verdict(client: ClientListItem, pillar: str) -> Verdict | None:
    brief = client.weekly_summaries[pillar]
    return brief.verdict if brief else None


def _sort_clients(clients: list[ClientListItem], order: str) -> list[ClientListItem]:
    if order == "back":
        return clients[::-1]
    if order == "ending":
        return sorted(clients, key=lambda client: client.view.expires_at)
    if order:
        by, _, pillar = order.partition("-")
        return sorted(clients, key=lambda client: _pillar_sort_key(client, pillar, most=by == "most"))
    return clients


def _pillar_sort_key(client: ClientListItem, pillar: str, *, most: bool) -> tuple[int, int]:
    if pillar not in client.weekly_summaries:
        return 2, 0
    brief = client.weekly_summaries[pillar]
    known = len(brief.week_values) - brief.week_values.count(None) if brief else 0
    if not known:
        return 1, 0
    return 0, -known if most else known
