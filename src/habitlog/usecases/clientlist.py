"""Which clients a coach asks for and in what order: by name, by when a grant ends, or by weeks that have a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from habitlog.pillars import PILLARS
from habitlog.usecases.clients import ClientListItem

if TYPE_CHECKING:
    from habitlog.stats.trend import Verdict

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
