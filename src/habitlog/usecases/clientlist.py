"""Which clients a coach asks for and in what order: by name, by when a grant ends, or by weeks that have a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from habitlog.pillars import PILLARS
from habitlog.usecases.clients import Listed

if TYPE_CHECKING:
    from habitlog.stats.trend import Verdict

VERDICTS: tuple[Verdict, ...] = ("rising", "falling", "no_clear_change", "not_enough_data")
LONGEST_NAME = 80


ORDERS = ("most", "fewest")
"""By how many weeks of a pillar have a value. There is no order by the values: people are not ranked by how they do."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: part of a name, a pillar that is shown, a verdict, and an order, each "" for any.

    `order` is "back" (Z to A), "ending" (the soonest first), or a key of `ORDERS`, a hyphen and a pillar; otherwise
    it is A to Z.
    """

    name: str = ""
    pillar: str = ""
    verdict: str = ""
    order: str = ""

    @classmethod
    def of(cls, name: str, pillar: str, verdict: str, order: str) -> Wish:
        """Return what an address asks for; what it cannot mean asks for nothing."""
        by, _, of = order.partition("-")
        known = order in {"back", "ending"} or (by in ORDERS and of in PILLARS)
        return cls(
            name.strip()[:LONGEST_NAME],
            pillar if pillar in PILLARS else "",
            verdict if verdict in VERDICTS else "",
            order if known else "",
        )


def chosen(clients: Iterable[Listed], wish: Wish) -> list[Listed]:
    """Return the clients that fit, in the order asked for; `clients` come in the order of their names.

    It looks at nothing but what each of them shows. In an order by a pillar, those without a value stand behind,
    then those who do not show it, both in the order of their names.
    """
    return _ordered([client for client in clients if _fits(client, wish)], wish.order)


def _fits(client: Listed, wish: Wish) -> bool:
    if wish.name.casefold() not in client.look.client.name.casefold():
        return False
    if wish.pillar and wish.pillar not in client.briefs:
        return False
    looked_at = (wish.pillar,) if wish.pillar else client.briefs
    return not wish.verdict or any(_verdict(client, pillar) == wish.verdict for pillar in looked_at)


def _verdict(client: Listed, pillar: str) -> Verdict | None:
    brief = client.briefs[pillar]
    return brief.verdict if brief else None


def _ordered(clients: list[Listed], order: str) -> list[Listed]:
    if order == "back":
        return clients[::-1]
    if order == "ending":
        return sorted(clients, key=lambda client: client.look.expires_at)
    if order:
        by, _, pillar = order.partition("-")
        return sorted(clients, key=lambda client: _place(client, pillar, most=by == "most"))
    return clients


def _place(client: Listed, pillar: str, *, most: bool) -> tuple[int, int]:
    if pillar not in client.briefs:
        return 2, 0
    brief = client.briefs[pillar]
    known = len(brief.weekly) - brief.weekly.count(None) if brief else 0
    if not known:
        return 1, 0
    return 0, -known if most else known
