"""A client of a coach, and every answer the coach can get about them: what a twin may not change by a byte."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from msgspec import Struct, field
from tests.support.clock import NOW
from tests.support.coaches import sign_in_coach
from tests.support.people import ApiClient, Browser, create_api_client, ensure_account, sign_in
from tests.support.routes import GETS
from tests.support.sharing import SharingPair

from habitlog.accounts.person import Person
from habitlog.importers.base import EntryDraft, ParsedFile, make_source_id
from habitlog.sharing import consent
from habitlog.usecases.entries import entries
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.files import imports
from habitlog.weeks import monday_of

ZONE = "Europe/Stockholm"
MONDAY = consent.last_finished_week(NOW.date())
"""Of the last finished week."""
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
FIRST_WEEK = MONDAY - 9 * WEEK
SINCE = FIRST_WEEK - 5 * DAY
"""The first day of the grant, a Wednesday: the rest of its week is not wholly in the grant."""
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
GRANTED = ("sleep", "training")
UNUSED_ID = "00000000-0000-4000-8000-000000000000"
NIGHTS = (7, 5, 2, 4, 6, 7, 7, 1, 4, 5)
SESSIONS = (7, 6, 5, 3, 4, 7, 0, 5, 5, 6)
"""Days with an entry by weeks back from the last finished one; those of fewer than four are too thin."""
THIN_WEEKS = {"sleep": MONDAY - 2 * WEEK, "training": MONDAY - 3 * WEEK}

Answer = tuple[int, list[tuple[str, str]], bytes]


def night(day: date, asleep: int) -> dict[str, Any]:
    times = {"bed_at": f"{day - DAY}T22:{asleep % 60:02d}", "out_at": f"{day}T08:{asleep % 50:02d}"}
    return {"kind": "night", **times, "asleep_min": asleep, "quality": 1 + asleep % 5}


def strength_session(day: date, minutes: int, effort: int | None = 5, **other: Any) -> dict[str, Any]:
    sets = [{"exercise": "Bench press", "reps": 5 + minutes % 5, "load_kg": 40 + minutes % 20}]
    told = {"effort": effort} if effort is not None else {}
    return {"kind": "resistance", "day": str(day), "session_min": minutes, "sets": sets, **told, **other}


def diary() -> dict[tuple[str, date], dict[str, Any]]:
    """Return what is granted, by pillar and day; of the week two back, two sessions tell their effort."""
    kept: dict[tuple[str, date], dict[str, Any]] = {}
    for back in range(10):
        monday = MONDAY - back * WEEK
        for at in range(NIGHTS[back]):
            kept["sleep", monday + at * DAY] = night(monday + at * DAY, 400 + 37 * (back + 1) * (at + 3) % 90)
        for at in range(SESSIONS[back]):
            minutes = 30 + 23 * (back + 2) * (at + 1) % 41
            told = None if back == 2 and at > 1 else minutes % 10
            kept["training", monday + at * DAY] = strength_session(monday + at * DAY, minutes, told)
    return kept


class Scene(Struct):
    """A service with a client, their coach, and the grant between them; `taken` is what the coach was shown last."""

    app: FastAPI
    client: Person
    coach: Browser
    grant: str = ""
    code: str = ""
    kept: dict[tuple[str, date], dict[str, Any]] = field(default_factory=diary)
    ids: dict[tuple[str, date], str] = field(default_factory=dict)
    taken: dict[str, Answer] = field(default_factory=dict)

    @classmethod
    def create(cls, app: FastAPI, client: str, coach: str) -> Scene:
        """Make the two people, the diary that is granted, a grant of it and an open invitation."""
        scene = cls(app, ensure_account(app, client, ZONE), sign_in_coach(app, coach, ZONE))
        scene.ids = {place: make_source_id("twin", client, *map(str, place)) for place in scene.kept}
        drafts = [EntryDraft(place[0], scene.ids[place], raw, str(place)) for place, raw in scene.kept.items()]
        with app.state.context.database.begin_write() as transaction:
            report = imports.import_drafts(
                transaction, scene.client, ParsedFile("test", len(drafts), 0, drafts, [], {}), NOW
            )
        assert report.refused == ()
        two = scene.sharing_pair(coach)
        told = {"pillars": [*GRANTED], "history_from": str(SINCE), "label": "Twin"}
        scene.grant = two.create_active_grant(NOW, **told)
        other = SharingPair(two.database, ensure_account(app, f"Ivy{coach}", ZONE), two.coach)
        other.create_active_grant(NOW, pillars=["stress"], history_from=str(SINCE), label="Ivy")
        scene.code = two.create_code(NOW, **told)
        return scene

    def sharing_pair(self, coach: str) -> SharingPair:
        return SharingPair(self.app.state.context.database, self.client, ensure_account(self.app, coach, ZONE))

    def person(self, name: str) -> Person:
        return ensure_account(self.app, name, ZONE)

    def browser(self) -> Browser:
        return sign_in(self.app, self.client.email.partition("@")[0].title(), ZONE)

    def program(self, scope: str = "write") -> ApiClient:
        return create_api_client(self.app, self.client, scope)

    def put(self, *told: tuple[str, dict[str, Any]], now: datetime = NOW, who: Person | None = None) -> None:
        """Keep new entries of the client's, or of somebody else's."""
        with self.app.state.context.database.begin_write() as transaction:
            for pillar, raw in told:
                entries.put_entry(transaction, who or self.client, find_pillar(pillar), str(uuid4()), raw, now)

    def edit(self, pillar: str, *days: date, now: datetime = NOW, **changes: Any) -> None:
        """Write the client's entries of some days anew, with changes that stay; a change can be made of the entry."""
        with self.app.state.context.database.begin_write() as transaction:
            for day in days:
                old = self.kept[pillar, day]
                new = {**old, **{name: made(old) if callable(made) else made for name, made in changes.items()}}
                entries.put_entry(transaction, self.client, find_pillar(pillar), self.ids[pillar, day], new, now)
                self.kept[pillar, day] = new

    def delete(self, pillar: str, day: date) -> dict[str, Any]:
        with self.app.state.context.database.begin_write() as transaction:
            entries.delete_entry(transaction, self.client, find_pillar(pillar), self.ids.pop((pillar, day)))
        return self.kept.pop((pillar, day))

    def days(self, pillar: str, monday: date | None = None) -> list[date]:
        """Return the days on which the client keeps something of a pillar, of one week where it is named."""
        return sorted(day for key, day in self.kept if key == pillar and (not monday or monday_of(day) == monday))

    def read_client_pages(self) -> dict[str, Answer]:
        """Return the pages that show the client: the list, the list sorted and filtered, and both lengths of one."""
        backwards = "/coach?order=back&pillar=training&name=twin"
        own = [f"/coach/{self.grant}?weeks={weeks}" for weeks in (4, 12)]
        self.taken = {address: response_parts(self.coach.get(address)) for address in ("/coach", backwards, *own)}
        return self.taken

    def last_responses(self) -> dict[str, Answer]:
        """Return what the coach was shown last, when nothing was changed since."""
        return dict(self.taken or self.read_client_pages())

    def read_all_responses(self) -> dict[str, Answer]:
        """Return every answer about the client: each page with each choice, what is missing, and the invitation.

        What is this scene's own by chance or by name is left out: ids of grants and of the coach's browser, the key
        of the coach's forms and the coach's name.
        """
        key = self.coach.csrf_token()
        found = {address: response_parts(self.coach.get(address)) for address in self.addresses()}
        found["offer"] = response_parts(self.coach.post("/coach/code", {"code": self.code}, csrf=key))
        chance = re.compile(rf"{UUID}|{key}|{self.code}|as <bdi>{self.coach.name}</bdi>|data-person=\"\w+\"".encode())

        return {
            address.replace(self.grant, "(grant)"): (status, headers, chance.sub(b"", body))
            for address, (status, headers, body) in found.items()
        }

    def addresses(self) -> list[str]:
        """Return the addresses of the coach's pages, with every choice that the list offers."""
        found = ["/coach?name=twin", "/coach?name=zed"]
        for path in GETS:
            if path == "/coach" or path.startswith("/coach/"):
                own = re.sub(r"\{grant\w*\}", self.grant, path)
                assert "{" not in own, f"an address of a kind that is new here: {path}"
                found += (
                    [own] if own == path else [own, f"{own}?weeks=4", own.replace(self.grant, UNUSED_ID), f"{own}x"]
                )
        selects = re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', self.coach.get("/coach").text, re.DOTALL)
        assert len(selects) >= 2
        for name, options in selects:
            found += [f"/coach?{name}={value}" for value in re.findall(r'<option value="([^"]+)"', options)]
        return found


def response_parts(answer: Any) -> Answer:
    """Return the status, every header and the body of an answer."""
    return answer.status_code, sorted(answer.headers.items()), answer.content
