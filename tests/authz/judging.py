"""What the matrix asks and how an answer is judged: status, sameness with what is missing, canaries, unchanged rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from tests.authz.actors import Actor, let_in, serves
from tests.authz.asking import Answer, Request
from tests.authz.canaries import Canary, canaries, leaks
from tests.authz.table import Row
from tests.authz.variants import Variant
from tests.authz.world import CLIENTS, World, name
from tests.support.people import PASSWORD

from habitlog.accounts.credentials import make_csrf_key

NOTHING = {"code": "A" * 43}
"""What does not exist, by kind; an id that was never given out for every other."""
NO_ID = "7d0f3c1e-52b1-4c62-8a53-3a5c3a0f0b01"
SERVED = {200, 201, 204, 303}
DOORSTEPS = ("/sign-in", "/sign-in/confirm", "/account/deletion")
LOOKS = ("access_log", "notice")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Target:
    """Whose object a request names, and its id; `there` is whether it is to be found by this actor."""

    called: str
    id: str
    there: bool


def targets(world: World, row: Row, actor: Actor) -> Iterator[Target]:
    """Yield what an actor tries: their own object where they have one, then those of others."""
    kind = row.object
    if not kind:
        yield Target("", "", there=True)
        return
    others = {"shown": ("all", "elsewhere"), "held": ("all", "elsewhere"), "code": ("dora",)}.get(kind, ("ada", "bea"))
    for owner in dict.fromkeys((actor.who, *others)):
        if found := world.objects.get(owner, {}).get(kind):
            yield Target(f" with the {kind} of {owner}", found, serves(kind, actor, owner))


def nothing(row: Row) -> Target:
    """Return what is not there."""
    return Target(" with nothing", NOTHING.get(row.object, NO_ID), there=False)


def request(world: World, row: Row, actor: Actor, target: Target) -> Request:
    """Return what an actor sends."""
    own = {"password": PASSWORD, "six": world.sixes.get(actor.who, ""), "snippet": world.snippet}
    values = own | {"adas": f"{name('ada')}@example.org".lower(), row.object: target.id}
    path = row.address
    for place, value in row.path.items():
        path = path.replace(f"{{{place}}}", quote(value.format_map(values), safe=""))
    sent = {way: {key: _said(value, values) for key, value in given.items()} for way, given in row.sent.items()}
    made = Request(row.method, path, urlencode(sent.get("query", {}), doseq=True), credentials(world, actor))
    if "json" in sent:
        return with_body(made, "application/json", json.dumps(sent["json"]).encode())
    if row.is_safe or row.door in {"read", "write", "export"}:
        return made
    form = {**sent.get("form", {}), "csrf": make_csrf_key(world.sessions.get(actor.who, world.sessions["ada"]))}
    return with_body(made, "application/x-www-form-urlencoded", urlencode(form, doseq=True).encode())


def _said(value: Any, values: Mapping[str, str]) -> Any:
    return value.format_map(values) if isinstance(value, str) else value


def with_body(made: Request, kind: str, body: bytes) -> Request:
    """Return a request with a body of some type."""
    return replace(made, headers={**made.headers, "Content-Type": kind}, body=body)


def credentials(world: World, actor: Actor) -> dict[str, str]:
    """Return the header by which an actor says who they are."""
    if actor.by == "session":
        return {"Cookie": f"habitlog={world.sessions[actor.who]}"}
    return {"Authorization": f"Bearer {world.tokens[actor.who, actor.by]}"} if actor.by_token else {}


def is_served(answer: Answer) -> bool:
    """Whether an answer gives or does something, and does not show the way to a door."""
    return answer.status in SERVED and answer.headers.get("location", "").partition("?")[0] not in DOORSTEPS


def bare(answer: Answer, sent: str) -> str:
    """Return an answer without what was sent and without ids made at random."""
    return _ID.sub("an id", answer.whole.replace(sent, "what was asked for") if sent else answer.whole)


@dataclass
class Judge:
    """Asks for one world and collects what is wrong."""

    world: World
    canaries: list[Canary] = field(init=False)
    called: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.canaries = canaries(self.world)
        self.called = {its_id: key for key, its_id in self.world.people.items()}

    def row(self, row: Row, actor: Actor) -> Iterator[str]:
        """Yield a sentence for everything an actor gets at a route that the table does not give them."""
        refused, missing, never = let_in(row, actor), nothing(row), None
        for target in targets(self.world, row, actor):
            who = f"{actor}{target.called}"
            answer, wrong = self.ask(row, actor, request(self.world, row, actor, target), target, not refused)
            yield from (f"{who}: {one}" for one in [*wrong, *_unlike(row, refused, target, answer)])
            if not row.object or (target.there and not refused):
                continue
            if never is None:
                never, wrong = self.ask(row, actor, request(self.world, row, actor, missing), missing, not refused)
                yield from (f"{actor}{missing.called}: {one}" for one in wrong)
            if bare(answer, target.id) != bare(never, missing.id):
                yield f"{who}: another answer than with one that does not exist, {answer.status} and {never.status}"

    def variant(self, row: Row, actor: Actor, variant: Variant) -> Iterator[str]:
        """Yield a sentence for everything another way of writing a request gets that the plain one does not."""
        target = self.foreign(row, actor)
        let = not let_in(row, actor) and (target.there or row.free)
        plain = request(self.world, row, actor, target)
        answer, wrong = self.ask(row, actor, variant.of(plain, self.world), target, let)
        yield from (f"{actor}, {variant}: {one}" for one in wrong)
        if not let and is_served(answer) and not (variant.same and is_served(self.world.ask(plain))):
            yield f"{actor}, {variant}: is served, {answer.status}"

    def foreign(self, row: Row, actor: Actor) -> Target:
        """Return what is not an actor's to have; what they are served, where the row names nobody's object."""
        found = list(targets(self.world, row, actor))
        return next((one for one in found if not one.there), nothing(row) if row.object else found[0])

    def ask(self, row: Row, actor: Actor, asked: Request, target: Target, let: bool) -> tuple[Answer, list[str]]:
        """Send a request; return the answer, and what it gives away or changes that it may not."""
        answer = self.world.ask(asked)
        text = answer.whole.replace(target.id, "") if target.id else answer.whole
        wrong = [f"gives away {one}" for one in leaks(self.canaries, actor, row, _unsent(text, row, self.world))]
        if self.world.kept.wrote:
            served = let and (target.there or row.free) and (bool(row.answers) or is_served(answer))
            wrong += self.changed(row, actor, served=served)
        return answer, wrong

    def changed(self, row: Row, actor: Actor, *, served: bool) -> list[str]:
        """Return whose rows are not as they were, though this request may not change them; they come back."""
        changes = self.world.kept.changes()
        self.world.kept.restore(changes)
        free = self._free(row, actor) if served and not row.is_safe else set()
        wrong = {(table, self.called[one]) for table, people in changes.items() for one in people} - {
            # A coach's look is written for their client, refused ones too.
            (table, actor.client)
            for table in LOOKS
            if row.touches and row.is_safe
        }
        return [f"changes rows of {key} in {table}" for table, key in sorted(wrong) if key not in free]

    def left_behind(self) -> list[str]:
        """Return what is not as it was after all requests of a route, written by whatever way; it comes back."""
        changes = self.world.kept.changes()
        self.world.kept.restore(changes)
        return [f"left behind: other rows in {table}" for table in sorted(changes)]

    def _free(self, row: Row, actor: Actor) -> set[str]:
        """Return whose rows a request that was served may change: one's own, of a client's those of her coaches too."""
        coaches = set(self.world.people) - set(CLIENTS) if actor.who in CLIENTS else set()
        return {actor.who} | coaches | ({actor.client, "dora"} if row.touches else set())


def _unlike(row: Row, refused: int, target: Target, answer: Answer) -> Iterator[str]:
    """Yield what is wrong about a status: of who is refused at the door, of who is served, of what is not there."""
    if not refused and not target.there:
        if not row.free and answer.status != 404:
            yield f"{answer.status} instead of 404"
        return
    allowed = {refused} if refused else set(row.answers) or SERVED
    place = answer.headers.get("location", "")
    if answer.status not in allowed or not (refused or row.answers or is_served(answer)):
        yield f"{answer.status} {place}, declared are {sorted(allowed)}"
    elif refused and is_served(answer):
        yield f"is led on to {place} instead of a door"


def _unsent(text: str, row: Row, world: World) -> str:
    """Return an answer without the address that somebody typed into a form themselves."""
    adas = f"{name('ada')}@example.org".lower()
    return text.replace(adas, "") if any("{adas}" in str(sent) for sent in row.sent.values()) else text
