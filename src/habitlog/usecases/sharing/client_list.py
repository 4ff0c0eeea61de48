"""The list of a coach's clients: for each granted pillar its primary metric over the last eight finished weeks.

The verdict beside them compares twelve weeks with the twelve before, as the client's own page does, as far as shared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

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
from habitlog.usecases.sharing.shared_rest_days import (
    SharedRestDays,
    find_shared_rest_period,
    load_shared_rest_days,
)

if TYPE_CHECKING:
    from habitlog.stats.series import Values
    from habitlog.stats.trend import Verdict
    from habitlog.stats.week_rows import WeeklySummary

WEEKS = 8
"""Finished weeks that are drawn."""
WEEKS_JUDGED = 12
"""Finished weeks that a verdict compares with as many before them."""
WEEKS_READ = 2 * WEEKS_JUDGED
DAYS = 7 * WEEKS_READ


class ClientListItem(Struct, frozen=True):
    """One client: by granted pillar the weeks of its primary metric, None as long as no week can be shown.

    A summary has the last weeks of `view`, oldest first, eight at most; its `previous_value` is None unless all four of
    those weeks are shown. `has_rest_days` says that the client's setting reads days without an entry as days of rest in
    the weeks that are read.
    """

    view: SharedView
    weekly_summaries: Mapping[str, WeeklySummary | None]
    has_rest_days: bool = False


class ClientList(Struct, frozen=True):
    """All clients by name, and the grants that wait for their client to confirm."""

    items: tuple[ClientListItem, ...]
    pending_grants: tuple[GrantView, ...]


def read_client_list(database: Database, coach: Person, now: datetime) -> ClientList:
    """Return all clients of a coach; a view of each is logged."""

    def read(transaction: ReadTransaction, views: tuple[SharedView, ...]) -> ClientList:
        return ClientList(
            summarize_clients(transaction, coach, views, now), grants.list_pending_grants(transaction, coach, now)
        )

    return read_shared(database, coach, "list", WEEKS_READ, now, read)


def summarize_clients(
    transaction: ReadTransaction, coach: Person, views: Sequence[SharedView], now: datetime
) -> tuple[ClientListItem, ...]:
    """Return the clients of these views by name, in one query however many there are."""
    if not views:
        return ()
    days = _load_primary_metrics(transaction, coach, views, now)
    summaries = {
        key: _summarize_weeks(pillar, views, days[pillar.primary_metric.id]) for key, pillar in PILLARS.items()
    }
    clients = [
        ClientListItem(view, {key: summaries[key].get(view.grant_id) for key in view.pillars}, _has_rest_days(view))
        for view in views
    ]
    return tuple(sorted(clients, key=lambda client: (client.view.client.name.casefold(), client.view.grant_id)))


def _has_rest_days(view: SharedView) -> bool:
    has_pillar = any(PILLARS[key].rest_day_metric_id for key in view.pillars)
    return has_pillar and find_shared_rest_period(view, view.weeks) is not None


def _load_primary_metrics(
    transaction: ReadTransaction, coach: Person, views: Sequence[SharedView], now: datetime
) -> Mapping[str, Values]:
    """Return by metric an array with a row for each view: the finished days that are read, NaN where none is shown."""
    import numpy as np  # noqa: PLC0415 - numpy is loaded by the first trend

    last_days = [view.last_finished_sunday for view in views]
    first, last = min(last_days) - timedelta(DAYS - 1), max(last_days)
    begin, row_numbers = month_encoding.first_of_month(first), {view.grant_id: row for row, view in enumerate(views)}
    rest_days = load_shared_rest_days(transaction, coach, views, now)
    metrics = list({pillar.primary_metric.id for pillar in PILLARS.values()} | _list_rest_day_metrics(rest_days))
    width = (last - begin).days + month_encoding.DAYS_IN_ROW
    cells = {metric: np.full((len(views), width), np.nan) for metric in metrics}
    months: defaultdict[tuple[date, str], list[tuple[int, bytes]]] = defaultdict(list)
    for grant_id, metric, month, days in read_shared_months(transaction, coach, metrics, (first, last), now):
        if grant_id in row_numbers:
            months[month, metric].append((row_numbers[grant_id], days))
    # A month is written over the cells that a shorter one before it has beyond its end.
    for (month, metric), numbered_days in months.items():
        rows, encoded = zip(*numbered_days, strict=True)
        start = (month - begin).days
        cells[metric][[*rows], start : start + month_encoding.DAYS_IN_ROW] = np.frombuffer(
            b"".join(encoded), "<f8"
        ).reshape(-1, month_encoding.DAYS_IN_ROW)
    shared = {metric: _keep_shared_weeks(values, views, begin) for metric, values in cells.items()}
    for (grant_id, pillar_key), weeks in rest_days.items():
        row = row_numbers[grant_id]
        _fill_rest_days(shared, row, PILLARS[pillar_key], weeks, last_days[row])
    return shared


def _list_rest_day_metrics(rest_days: Mapping[tuple[str, str], SharedRestDays]) -> set[str]:
    return {PILLARS[pillar].rest_day_metric_id for _, pillar in rest_days}


def _fill_rest_days(
    shared: Mapping[str, Values], row: int, pillar: Pillar, rest_days: SharedRestDays, last: date
) -> None:
    """Give the days of one client that are read as days of rest their value in the primary metric of a pillar."""
    import numpy as np  # noqa: PLC0415 - as above

    metric, known = pillar.primary_metric, ~np.isnan(shared[pillar.rest_day_metric_id][row])
    first = last - timedelta(DAYS - 1)
    for day in rest_days.list_unknown_days({first + timedelta(place) for place in np.flatnonzero(known).tolist()}):
        shared[metric.id][row, (day - first).days] = metric.value_when_none


def _keep_shared_weeks(cells: Values, views: Sequence[SharedView], begin: date) -> Values:
    """Cut each row to the weeks before its client's current one, and clear those that are not shared."""
    import numpy as np  # noqa: PLC0415 - as above

    shared = np.full((len(views), DAYS), np.nan)
    for row, view, values in zip(shared, views, cells, strict=True):
        end, shown = (view.last_finished_sunday - begin).days + 1, 7 * len(view.weeks)
        row[DAYS - shown :] = values[end - shown : end]
    return shared


def _summarize_weeks(pillar: Pillar, views: Sequence[SharedView], days: Values) -> Mapping[str, WeeklySummary]:
    """Return the summary of a pillar's primary metric by grant, for the grants that show it and a week."""
    import numpy as np  # noqa: PLC0415 - as above

    from habitlog.stats.week_rows import PREVIOUS_WEEKS, WeeklySummary, summarize_weeks_of_rows  # noqa: PLC0415 - as above

    summaries = {}
    needed = consent.MIN_DAYS_PER_SHARED_WEEK
    margins = np.array([view.client.find_margin(pillar.primary_metric.id) or np.nan for view in views])
    all_weeks = summarize_weeks_of_rows(days, pillar.primary_metric.summary, needed, WEEKS_JUDGED, margins)
    for view, summary in zip(views, all_weeks, strict=True):
        shown = min(len(view.weeks), WEEKS)
        if shown and pillar.key in view.pillars:
            summaries[view.grant_id] = WeeklySummary(
                summary.week_values[-shown:],
                summary.known_days[-shown:],
                summary.previous_value if shown > PREVIOUS_WEEKS else None,
                summary.verdict,
            )
    return summaries


class ClientOrder(Struct, frozen=True):
    """An order of the list: those with a named change first, by name, by the end of the grant, by weeks with a value.

    There is no order by the values or by the size of a change: people are not ranked by how they do.
    """

    by: Literal["changed", "name", "name_reversed", "ending", "most_weeks", "fewest_weeks"] = "changed"
    pillar: str = ""


class ClientFilter(Struct, frozen=True):
    """Which clients to list, by part of a name, a shared pillar and a verdict, each empty for any; and their order."""

    name: str = ""
    pillar: str = ""
    verdict: Verdict | None = None
    order: ClientOrder = ClientOrder()


def filter_clients(clients: Iterable[ClientListItem], client_filter: ClientFilter) -> list[ClientListItem]:
    """Return the clients that match, in the order of the filter; `clients` come in the order of their names.

    In an order by a pillar, clients without a value come after the others, and then those who do not share it.
    """
    return _sort_clients([client for client in clients if _matches_filter(client, client_filter)], client_filter.order)


def _matches_filter(client: ClientListItem, client_filter: ClientFilter) -> bool:
    if client_filter.name.casefold() not in client.view.client.name.casefold():
        return False
    if client_filter.pillar and client_filter.pillar not in client.weekly_summaries:
        return False
    pillars = (client_filter.pillar,) if client_filter.pillar else client.weekly_summaries
    return not client_filter.verdict or any(
        _find_pillar_verdict(client, pillar) == client_filter.verdict for pillar in pillars
    )


def _find_pillar_verdict(client: ClientListItem, pillar: str) -> Verdict | None:
    summary = client.weekly_summaries[pillar]
    return summary.verdict if summary else None


def _sort_clients(clients: list[ClientListItem], order: ClientOrder) -> list[ClientListItem]:
    match order.by:
        case "changed":
            return sorted(clients, key=lambda client: not _has_named_change(client))
        case "name":
            return clients
        case "name_reversed":
            return clients[::-1]
        case "ending":
            return sorted(clients, key=lambda client: client.view.expires_at)
        case "most_weeks" | "fewest_weeks":
            return sorted(clients, key=lambda client: _pillar_sort_key(client, order))


def _has_named_change(client: ClientListItem) -> bool:
    return any(_find_pillar_verdict(client, pillar) in {"more", "less"} for pillar in client.weekly_summaries)


def _pillar_sort_key(client: ClientListItem, order: ClientOrder) -> tuple[int, int]:
    if order.pillar not in client.weekly_summaries:
        return 2, 0
    summary = client.weekly_summaries[order.pillar]
    known_weeks = len(summary.week_values) - summary.week_values.count(None) if summary else 0
    if not known_weeks:
        return 1, 0
    return 0, -known_weeks if order.by == "most_weeks" else known_weeks
