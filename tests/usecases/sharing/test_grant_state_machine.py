"""Grants in any order of events: what a coach is shown is what a plain model says, and never more."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, delete
from tests.support.clock import NOW, STOCKHOLM
from tests.support.people import PASSWORD
from tests.support.sharing import SharingPair, visible_scope

from habitlog.accounts import credentials
from habitlog.accounts.person import Person, person_table
from habitlog.accounts.schema import SignUpInput, parse_input
from habitlog.db import Database
from habitlog.errors import HabitlogError, NotFound
from habitlog.sharing.visibility import select_visible_pillars
from habitlog.usecases.account_lifecycle import after_restore, deletion
from habitlog.usecases.identity import accounts
from habitlog.usecases.sharing import grants as granting
from habitlog.usecases.sharing.access_log import read_shared

PILLARS = ("diet", "sleep", "stress", "training")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
HASHED = credentials.hash_password(PASSWORD)
SOME = st.sets(st.sampled_from(PILLARS), min_size=1)
VISIBLE_PILLARS = select_visible_pillars(coach_id=bindparam("coach"), now=bindparam("now"))


class ExpectedGrants(Struct, frozen=True):
    """A grant as the model keeps it: `ends` is the first instant at which it is over."""

    client: str
    coach: str
    state: str
    pillars: frozenset[str]
    since: date
    until: date
    version: int


class GrantLifeCycle(RuleBasedStateMachine):
    """Two clients, two coaches, and everything that can happen to grants between them."""

    grants: Bundle[str] = Bundle("grants")

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database, self.now = database, NOW
        self.model: dict[str, ExpectedGrants] = {}
        self.disabled: set[str] = set()
        self.left: dict[str, datetime] = {}
        self.people = {name: self.somebody(name) for name in ("Ada", "Dan", "Ben", "Eve")}

    def somebody(self, name: str) -> Person:
        raw = {"name": name, "email": f"{uuid4()}@example.org", "password": PASSWORD, "zone": STOCKHOLM}
        told = parse_input(SignUpInput, raw)
        with self.database.begin_write() as transaction:
            row = {**told.to_columns(exclude={"password"}), "password_hash": HASHED, "created_at": NOW}
            accounts.create_account(transaction, row)
            return accounts.find_person_by_email(transaction, told.email)

    def teardown(self) -> None:
        with self.database.begin_write() as transaction:
            transaction.execute_uncounted(
                delete(person_table).where(person_table.c.id.in_([one.id for one in self.people.values()]))
            )

    def two(self, client: str, coach: str) -> SharingPair:
        return SharingPair(self.database, self.people[client], self.people[coach])

    @property
    def out(self) -> set[str]:
        """Who takes no part at present."""
        return self.disabled | self.left.keys()

    @property
    def today(self) -> date:
        return self.people["Ada"].local_today(self.now)

    @rule(
        target=grants,
        client=st.sampled_from(["Ada", "Dan"]),
        coach=st.sampled_from(["Ben", "Eve"]),
        pillars=SOME,
        back=st.integers(0, 60),
        days=st.integers(0, 60),
    )
    def share(self, client: str, coach: str, pillars: set[str], back: int, days: int) -> Any:
        since, until = self.today - back * DAY, self.today + days * DAY
        told = {"pillars": sorted(pillars), "history_from": str(since), "until": str(until), "label": client}
        try:
            grant = self.two(client, coach).create_pending_grant(self.now, **told)
        except HabitlogError:
            live = [one for one in self.model.values() if (one.client, one.coach) == (client, coach)]
            assert client in self.out or any(one.state in {"pending", "active"} for one in live)
            return multiple()
        self.model[grant] = ExpectedGrants(client, coach, "pending", frozenset(pillars), since, until, 1)
        return grant

    def moved(self, grant: str, allowed: bool, after: ExpectedGrants, work: Any) -> None:
        """Do what the model allows, or see it refused."""
        try:
            work()
        except HabitlogError:
            assert not allowed
        else:
            assert allowed
            self.model[grant] = replace(after, version=after.version + 1)

    @rule(grant=grants)
    def confirm(self, grant: str) -> None:
        one = self.model[grant]
        allowed = one.state == "pending" and one.coach not in self.out
        two = self.two(one.client, one.coach)
        self.moved(grant, allowed, replace(one, state="active"), lambda: two.confirm(grant, self.now, one.version))

    @rule(grant=grants)
    def revoke(self, grant: str) -> None:
        one, two = self.model[grant], self.two(self.model[grant].client, self.model[grant].coach)
        allowed = one.state in {"pending", "active"}
        self.moved(grant, allowed, replace(one, state="revoked"), lambda: two.revoke(grant, self.now))

    @rule(grant=consumes(grants))
    def leave(self, grant: str) -> None:
        one = self.model[grant]

        def work() -> None:
            with self.database.begin_write() as transaction:
                granting.end_grant_as_coach(transaction, self.people[one.coach], grant, self.now)

        self.moved(grant, one.state in {"pending", "active"}, replace(one, state="revoked"), work)

    @rule(grant=grants)
    def decline(self, grant: str) -> None:
        one = self.model[grant]

        def work() -> None:
            with self.database.begin_write() as transaction:
                granting.decline_grant(transaction, self.people[one.client], grant, self.now)

        self.moved(grant, one.state == "pending", replace(one, state="declined"), work)

    @rule(grant=grants, pillar=st.sampled_from(PILLARS))
    def stop_pillar(self, grant: str, pillar: str) -> None:
        one = self.model[grant]
        left = one.pillars - {pillar}
        after = replace(one, pillars=left) if left else replace(one, state="revoked")

        def work() -> None:
            with self.database.begin_write() as transaction:
                granting.remove_pillar(transaction, self.people[one.client], grant, pillar, self.now)

        self.moved(grant, one.state in {"pending", "active"} and pillar in one.pillars, after, work)

    @rule(grant=grants, pillars=SOME, back=st.integers(0, 60), days=st.integers(0, 60), knows=st.booleans())
    def change(self, grant: str, pillars: set[str], back: int, days: int, knows: bool) -> None:
        one, since, until = self.model[grant], self.today - back * DAY, self.today + days * DAY
        after = replace(one, pillars=frozenset(pillars), since=since, until=until)
        narrow = after.pillars <= one.pillars and since >= one.since and until <= one.until
        two, told = self.two(one.client, one.coach), {"pillars": sorted(pillars), "history_from": str(since)}
        password = PASSWORD if knows and not narrow else ""

        def work() -> None:
            two.change(grant, one.version, self.now, password, until=str(until), **told)

        if one.state in {"pending", "active"} and after == one:
            return
        self.moved(grant, one.state in {"pending", "active"} and (narrow or knows), after, work)

    @rule(days=st.integers(-20, 40), hours=st.integers(0, 23))
    def move_the_clock(self, days: int, hours: int) -> None:
        self.now += days * DAY + timedelta(hours=hours)

    @rule(name=st.sampled_from(["Ada", "Ben"]))
    def disable_or_enable(self, name: str) -> None:
        with self.database.begin_write() as transaction:
            if name in self.disabled:
                deletion.enable_account(transaction, self.people[name])
            else:
                deletion.disable_account(transaction, self.people[name], self.now)
        self.disabled ^= {name}

    def all_end(self, *people: str) -> None:
        """End what these people share in the model; everything where nobody is named."""
        for grant, one in self.model.items():
            if one.state in {"pending", "active"} and (not people or {one.client, one.coach} & {*people}):
                self.model[grant] = replace(one, state="revoked", version=one.version + 1)

    @rule(name=st.sampled_from(["Ada", "Ben"]))
    def begin_to_leave_or_come_back(self, name: str) -> None:
        """Either ends every grant of theirs; after seven days there is no coming back."""
        someone, since = self.people[name], self.left.get(name)
        if since is None:
            deletion.request_deletion(self.database, bytes, someone, PASSWORD, "", self.now)
            self.left[name] = self.now
        else:
            try:
                with self.database.begin_write() as transaction:
                    deletion.cancel_deletion(transaction, someone, self.now)
            except NotFound:
                assert self.now - since >= 7 * DAY
                return
            assert self.now - since < 7 * DAY
            del self.left[name]
        self.all_end(name)

    @rule()
    def say_that_a_backup_was_restored(self) -> None:
        after_restore.end_restored_access(self.database, Path(f"/nowhere/{uuid4()}"), self.now)
        self.left = dict.fromkeys(self.left, self.now)
        self.all_end()

    @initialize()
    def begin(self) -> None:
        self.settled()

    def settled(self) -> None:
        """Let time end what is over: for good, since it has been seen."""
        for grant, one in self.model.items():
            if one.state in {"pending", "active"} and self.today > one.until:
                self.model[grant] = replace(one, state="expired", version=one.version + 1)

    @invariant()
    def shown_is_what_the_model_says(self) -> None:
        self.settled()
        for coach in ("Ben", "Eve"):
            opened = {
                one.client: one
                for one in self.model.values()
                if one.coach == coach and one.state == "active" and not {one.client, coach} & self.out
            }
            found = read_shared(self.database, self.people[coach], "list", 99, self.now, visible_scope)
            assert found == {name: (tuple(sorted(one.pillars)), self.weeks(one)) for name, one in opened.items()}
            for client in ("Ada", "Dan"):
                self.check_every_pillar_and_week(client, coach, opened.get(client))

    def weeks(self, one: ExpectedGrants) -> tuple[date, ...]:
        days = (one.since + n * DAY for n in range((self.today - one.since).days))
        return tuple(day for day in days if day.isoweekday() == 1 and day + 6 * DAY < self.today)

    def check_every_pillar_and_week(self, client: str, coach: str, one: ExpectedGrants | None) -> None:
        since = one.since if one else self.today
        with self.database.begin_read() as transaction:
            visible = transaction.fetch_rows(VISIBLE_PILLARS, coach=self.people[coach].id, now=self.now)
        rows = [row for row in visible if row["person_id"] == self.people[client].id]
        for pillar in PILLARS:
            for week in (since - DAY, since, since + WEEK):
                expected = one is not None and pillar in one.pillars and week >= since
                assert any(row["pillar"] == pillar and row["history_from"] <= week for row in rows) == expected

    @invariant()
    def what_is_not_open_is_not_found(self) -> None:
        for grant, one in list(self.model.items())[-2:]:
            if one.state == "active" and not {one.client, one.coach} & self.out:
                continue
            try:
                read_shared(self.database, self.people[one.coach], "one", 8, self.now, visible_scope, grant)
            except NotFound:
                continue
            raise AssertionError(one)


def test_grant_life_cycle_shows_no_more_than_granted(database: Database) -> None:
    life = settings(max_examples=25, stateful_step_count=20)

    class Here(GrantLifeCycle):
        def __init__(self) -> None:
            super().__init__(database)

    run_state_machine_as_test(Here, settings=life)
