"""What shows in an answer wherever it was read, and whose answers it may be in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.authz import diary
from tests.authz.actors import COACHES, Actor, let_in
from tests.authz.table import Row
from tests.authz.world import CLIENTS, WAITER, World, label, name

CLIENT_OF = {one.who: one.client for one in (*COACHES, WAITER) if one.grant}


@dataclass(frozen=True)
class Canary:
    """Something of a client's or a coach's: what it is, who has it anyway, and the words that tell it."""

    of: str
    owners: frozenset[str]
    words: Sequence[str]

    def __str__(self) -> str:
        return f"{self.of} of {' and '.join(sorted(self.owners))}"


def canaries(world: World) -> list[Canary]:
    """Return everything an answer could give away."""
    # The address holds the name in small letters.
    found = [Canary("the name", _known_to(key), [name(key), name(key).lower()]) for key in world.people]
    for coach in COACHES:
        both = {coach.client, coach.who} if coach.grant in {"pending", "active"} and coach.works else {coach.client}
        found.append(Canary(f"the label for {coach.who}", frozenset(both), [label(coach.who)]))
    for key, figures in diary.FIGURES.items():
        found.append(Canary("words", frozenset({key}), diary.words(key)))
        found += [Canary(of, frozenset({key}), told) for of, told in figures.items()]
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for key, objects in world.objects.items():
        for its_id in objects.values():
            ids[its_id] |= {key, CLIENT_OF.get(key, key)}
    return found + [Canary("an id", frozenset(owners), [its_id]) for its_id, owners in ids.items()]


def _known_to(key: str) -> frozenset[str]:
    """Return who is told a person's name: a coach's client while the account is there, of anybody else nobody."""
    return frozenset({key} if key == "deleted" else {key, CLIENT_OF.get(key, key)})


def leaks(found: list[Canary], actor: Actor, row: Row, text: str) -> list[str]:
    """Return what an answer to this actor gives away."""
    return [str(one) for one in found if any(word in text for word in one.words) and not _may_see(actor, row, one)]


def _may_see(actor: Actor, row: Row, canary: Canary) -> bool:
    if let_in(row, actor):
        # A refusal knows at most who is signed in.
        return actor.works and actor.by == "session" and actor.who in canary.owners and canary.of == "the name"
    if not actor.works:
        return False
    if actor.who in canary.owners:
        # A label is for the pages alone: programs tell the client's side.
        return not (actor.by_token and actor.who not in CLIENTS and canary.of.startswith("the label"))
    opened = actor.opens if actor.by == "session" and actor.steps and row.door == "coach" else frozenset()
    return actor.client in canary.owners and canary.of in opened
