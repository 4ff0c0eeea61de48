"""What the matrix asks and how an answer is judged: status, sameness with what is missing, canaries, unchanged rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from msgspec import Struct
from msgspec.structs import replace
from tests.authz.actors import Actor, entry_refusal_status, owns_object
from tests.authz.asgi_client import Answer, Request
from tests.authz.canaries import canaries, find_leaks
from tests.authz.table import Row
from tests.authz.variants import Variant
from tests.authz.world import CLIENTS, World, name_for
from tests.support.people import PASSWORD

from habitlog.accounts.credentials import make_csrf_key

MISSING_VALUES = {"code": "A" * 43}
"""What does not exist, by kind; an id that was never given out for every other."""
UNUSED_ID = "7d0f3c1e-52b1-4c62-8a53-3a5c3a0f0b01"
SERVED = {200, 201, 204, 303}
LOGIN_PATHS = ("/sign-in", "/sign-in/confirm", "/account/deletion")
VIEW_LOG_TABLES = ("access_log", "notification")
_ID = re.compile(r'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|value="[0-9a-f]{128}"|content-length: \d+')


class Target(Struct, frozen=True):
    """Whose object a request names, and its id; `there` is whether it is to be found by this actor."""

    label: str
    id: str
    exists: bool


def list_targets(world: World, row: Row, actor: Actor) -> Iterator[Target]:
    """Yield what an actor tries: their own object where they have one, then those of others."""
    kind = row.object
    if not kind:
        yield Target("", "", exists=True)
        return
    others = {"shown": ("all", "elsewhere"), "held": ("all", "elsewhere"), "code": ("dora",)}.get(kind, ("ada", "bea"))
    for owner in dict.fromkeys((actor.person_key, *others)):
        if found := world.objects.get(owner, {}).get(kind):
            yield Target(f" with the {kind} of {owner}", found, owns_object(kind, actor, owner))


def missing_target(row: Row) -> Target:
    """Return what is not there."""
    return Target(" with nothing", MISSING_VALUES.get(row.object, UNUSED_ID), exists=False)


def build_request(world: World, row: Row, actor: Actor, target: Target) -> Request:
    """Return what an actor sends."""
    own = {"password": PASSWORD, "six": world.app_codes.get(actor.person_key, ""), "snippet": world.snippet}
    values = own | {"adas": f"{name_for('ada')}@example.org".lower(), row.object: target.id}
    path = row.address
    for place, value in row.path.items():
        path = path.replace(f"{{{place}}}", quote(value.format_map(values), safe=""))
    sent = {
        way: {key: _fill_placeholders(value, values) for key, value in given.items()} for way, given in row.sent.items()
    }
    made = Request(row.method, path, urlencode(sent.get("query", {}), doseq=True), credentials(world, actor))
    if "json" in sent:
        return with_body(made, "application/json", json.dumps(sent["json"]).encode())
    if "upload" in sent:
        return _with_upload(made, sent["upload"], "" if row.door == "write" else _csrf_token(world, actor))
    if row.is_safe or row.door in {"read", "write", "export"}:
        return made
    form = {**sent.get("form", {}), "csrf": _csrf_token(world, actor)}
    return with_body(made, "application/x-www-form-urlencoded", urlencode(form, doseq=True).encode())


def _csrf_token(world: World, actor: Actor) -> str:
    return make_csrf_key(world.sessions.get(actor.person_key, world.sessions["ada"]))


def _with_upload(made: Request, files: Mapping[str, str], csrf: str) -> Request:
    parts = [f'name="{name}"; filename="{name}"\r\n\r\n{content}' for name, content in files.items()]
    parts += [f'name="csrf"\r\n\r\n{csrf}'] if csrf else []
    body = "".join(f"--limit\r\nContent-Disposition: form-data; {part}\r\n" for part in parts) + "--limit--\r\n"
    return with_body(made, "multipart/form-data; boundary=limit", body.encode())


def _fill_placeholders(value: Any, values: Mapping[str, str]) -> Any:
    return value.format_map(values) if isinstance(value, str) else value


def with_body(made: Request, kind: str, body: bytes) -> Request:
    """Return a request with a body of some type."""
    # As a browser says of its own pages: where no form key comes along, it is needed.
    sent = {**made.headers, "Content-Type": kind, "Sec-Fetch-Site": "same-origin"}
    return replace(made, headers=sent, body=body)


def credentials(world: World, actor: Actor) -> dict[str, str]:
    """Return the header by which an actor says who they are."""
    if actor.credential == "session":
        return {"Cookie": f"habitlog={world.sessions[actor.person_key]}"}
    return {"Authorization": f"Bearer {world.tokens[actor.person_key, actor.credential]}"} if actor.uses_token else {}


def is_served(answer: Answer) -> bool:
    """Whether an answer gives or does something, and does not show the way to a door."""
    return answer.status in SERVED and answer.headers.get("location", "").partition("?")[0] not in LOGIN_PATHS


def normalise_response(answer: Answer, sent: str) -> str:
    """Return an answer without what was sent, random ids and form keys, and lengths that follow from them."""
    return _ID.sub("an id", answer.as_text.replace(sent, "what was asked for") if sent else answer.as_text)


class AccessChecker:
    """Asks for one world and collects what is wrong."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.canaries = canaries(world)
        self.person_key_by_id = {its_id: key for key, its_id in self.world.people.items()}

    def check_row(self, row: Row, actor: Actor) -> Iterator[str]:
        """Yield a sentence for everything an actor gets at a route that the table does not give them."""
        refused, missing, never = entry_refusal_status(row, actor), missing_target(row), None
        for target in list_targets(self.world, row, actor):
            who = f"{actor}{target.label}"
            answer, wrong = self.send_request(
                row, actor, build_request(self.world, row, actor, target), target, not refused
            )
            yield from (f"{who}: {one}" for one in [*wrong, *status_faults(row, refused, target, answer)])
            if not row.object or (target.exists and not refused):
                continue
            if never is None:
                never, wrong = self.send_request(
                    row, actor, build_request(self.world, row, actor, missing), missing, not refused
                )
                yield from (f"{actor}{missing.label}: {one}" for one in wrong)
            if normalise_response(answer, target.id) != normalise_response(never, missing.id):
                yield f"{who}: another answer than with one that does not exist, {answer.status} and {never.status}"

    def check_variant(self, row: Row, actor: Actor, variant: Variant) -> Iterator[str]:
        """Yield a sentence for everything another way of writing a request gets that the plain one does not."""
        target = self.foreign_target(row, actor)
        let = not entry_refusal_status(row, actor) and (target.exists or row.free)
        plain = build_request(self.world, row, actor, target)
        answer, wrong = self.send_request(row, actor, variant.of(plain, self.world), target, let)
        yield from (f"{actor}, {variant}: {one}" for one in wrong)
        if not let and is_served(answer) and not (variant.same and is_served(self.world.send(plain))):
            yield f"{actor}, {variant}: is served, {answer.status}"

    def foreign_target(self, row: Row, actor: Actor) -> Target:
        """Return what is not an actor's to have; what they are served, where the row names nobody's object."""
        found = list(list_targets(self.world, row, actor))
        return next((one for one in found if not one.exists), missing_target(row) if row.object else found[0])

    def send_request(
        self, row: Row, actor: Actor, asked: Request, target: Target, let: bool
    ) -> tuple[Answer, list[str]]:
        """Send a request; return the answer, and what it gives away or changes that it may not."""
        answer = self.world.send(asked)
        text = answer.as_text.replace(target.id, "") if target.id else answer.as_text
        wrong = [
            f"gives away {one}"
            for one in find_leaks(self.canaries, actor, row, without_sent_address(text, row, self.world))
        ]
        if self.world.snapshot.has_writes:
            served = let and (target.exists or row.free) and (bool(row.answers) or is_served(answer))
            wrong += self.unexpected_changes(row, actor, served=served)
        return answer, wrong

    def unexpected_changes(self, row: Row, actor: Actor, *, served: bool) -> list[str]:
        """Return whose rows are not as they were, though this request may not change them; they come back."""
        changes = self.world.snapshot.rows_changed_by_statements()
        uncounted = self.world.snapshot.people_not_counted(changes)
        self.world.snapshot.restore(changes)
        free = self._people_who_may_change(row, actor) if served and not row.is_safe else set()
        wrong = {(table, self.person_key_by_id[one]) for table, people in changes.items() for one in people} - {
            # A coach's look is written for their client, refused ones too.
            (table, actor.client)
            for table in VIEW_LOG_TABLES
            if row.touches and row.is_safe
        }
        return [f"changes rows of {key} in {table}" for table, key in sorted(wrong) if key not in free] + [
            f"changes rows of {self.person_key_by_id[one]} and does not count it" for one in sorted(uncounted)
        ]

    def leftover_changes(self) -> list[str]:
        """Return what is not as it was after all requests of a route, written by whatever way; it comes back."""
        changes = self.world.snapshot.changed_rows()
        self.world.snapshot.restore(changes)
        return [f"left behind: other rows in {table}" for table in sorted(changes)]

    def _people_who_may_change(self, row: Row, actor: Actor) -> set[str]:
        """Return whose rows a request that was served may change: one's own, of a client's those of her coaches too."""
        coaches = set(self.world.people) - set(CLIENTS) if actor.person_key in CLIENTS else set()
        return {actor.person_key} | coaches | ({actor.client, "dora"} if row.touches else set())


def status_faults(row: Row, refused: int, target: Target, answer: Answer) -> Iterator[str]:
    """Yield what is wrong about a status: of who is refused at the door, of who is served, of what is not there."""
    if not refused and not target.exists:
        if not row.free and answer.status != 404:
            yield f"{answer.status} instead of 404"
        return
    allowed = {refused} if refused else set(row.answers) or SERVED
    place = answer.headers.get("location", "")
    if answer.status not in allowed or not (refused or row.answers or is_served(answer)):
        yield f"{answer.status} {place}, declared are {sorted(allowed)}"
    elif refused and is_served(answer):
        yield f"is led on to {place} instead of a door"


def without_sent_address(text: str, row: Row, world: World) -> str:
    """Return an answer without the address that somebody typed into a form themselves."""
    adas = f"{name_for('ada')}@example.org".lower()
    return text.replace(adas, "") if any("{adas}" in str(sent) for sent in row.sent.values()) else text
