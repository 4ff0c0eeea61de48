"""What shows in an answer wherever it was read, and whose answers it may be in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct
from tests.authz import diaries
from tests.authz.actors import COACHES, Actor, entry_refusal_status
from tests.authz.table import Row
from tests.authz.world import CLIENTS, PENDING_COACH, World, label_for, name_for

CLIENT_OF = {one.person_key: one.client for one in (*COACHES, PENDING_COACH) if one.grant_stage}


class Canary(Struct, frozen=True):
    """Something of a client's or a coach's: what it is, who has it anyway, and the words that tell it."""

    subject: str
    owners: frozenset[str]
    words: Sequence[str]

    def __str__(self) -> str:
        return f"{self.subject} of {' and '.join(sorted(self.owners))}"


def canaries(world: World) -> list[Canary]:
    """Return everything an answer could give away."""
    # The address holds the name in small letters.
    found = [
        Canary("the name", _who_may_know_name(key), [name_for(key), name_for(key).lower()]) for key in world.people
    ]
    for coach in COACHES:
        both = (
            {coach.client, coach.person_key}
            if coach.grant_stage in {"pending", "active"} and coach.credential_valid
            else {coach.client}
        )
        found.append(Canary(f"the label for {coach.person_key}", frozenset(both), [label_for(coach.person_key)]))
    for key, figures in diaries.FIGURES.items():
        found.append(Canary("words", frozenset({key}), diaries.words(key)))
        found += [Canary(of, frozenset({key}), told) for of, told in figures.items()]
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for key, objects in world.objects.items():
        for its_id in objects.values():
            ids[its_id] |= {key, CLIENT_OF.get(key, key)}
    return found + [Canary("an id", frozenset(owners), [its_id]) for its_id, owners in ids.items()]


def _who_may_know_name(key: str) -> frozenset[str]:
    """Return who is told a person's name: a coach's client while the account is there, of anybody else nobody."""
    return frozenset({key} if key == "deleted" else {key, CLIENT_OF.get(key, key)})


def find_leaks(found: list[Canary], actor: Actor, row: Row, text: str) -> list[str]:
    """Return what an answer to this actor gives away."""
    return [str(one) for one in found if any(word in text for word in one.words) and not _may_see(actor, row, one)]


def _may_see(actor: Actor, row: Row, canary: Canary) -> bool:
    if entry_refusal_status(row, actor):
        # A refusal knows at most who is signed in.
        return (
            actor.credential_valid
            and actor.credential == "session"
            and actor.person_key in canary.owners
            and canary.subject == "the name"
        )
    if not actor.credential_valid:
        return False
    if actor.person_key in canary.owners:
        # A label is for the pages alone: programs tell the client's side.
        return not (actor.uses_token and actor.person_key not in CLIENTS and canary.subject.startswith("the label"))
    opened = (
        actor.visible_pillars
        if actor.credential == "session" and actor.two_factor_passed and row.door == "coach"
        else frozenset()
    )
    return actor.client in canary.owners and canary.subject in opened
