"""The tables of accounts, their sessions and their API tokens, and the `Person` that functions take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, Self
from uuid import uuid4
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    FromClause,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    false,
    or_,
    select,
    true,
)

from habitlog.db import ReadTransaction
from habitlog.db.base import PersonId, metadata, person_id_column
from habitlog.db.types import Identifier, JsonText, UtcDateTime
from habitlog.tracking import Style

TokenScope = Literal["read", "write", "export"]
Switch = Literal["off", "on"]
Theme = Literal["system", "light", "dark"]
"""The colours of pages; "system" follows the device."""
DELETION_GRACE_PERIOD = timedelta(days=7)
"""How long a requested account deletion can be cancelled."""

person_table = Table(
    "person",
    metadata,
    Column("id", PersonId, primary_key=True, autoincrement=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("day_start", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
    Column("deletion_requested_at", UtcDateTime),
    Column("account_id", Identifier, nullable=False, default=lambda: str(uuid4())),
    Column("weight_unit", String(2), nullable=False, server_default="kg"),
    Column("clock", String(2), nullable=False, server_default="24"),
    Column("decimal_mark", String(5), nullable=False, server_default="point"),
    Column(
        "patterns_enabled",
        Boolean,
        nullable=False,
        server_default=false(),
    ),
    Column("emails_enabled", Boolean, nullable=False, server_default=true()),
    Column("theme", String(6), nullable=False, server_default="system"),
    Column("hidden_pillars", JsonText, nullable=False, server_default="[]"),
    Column("hidden_measures", JsonText, nullable=False, server_default="[]"),
    Column("rest_days_from", Date),
    Column("rest_days_until", Date),
    Column("margins", JsonText, nullable=False, server_default="{}"),
    Column("change_number", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("weight_unit IN ('kg', 'lb')", name="weight_unit"),
    CheckConstraint("clock IN ('24', '12')", name="clock"),
    CheckConstraint("decimal_mark IN ('point', 'comma')", name="decimal_mark"),
    CheckConstraint("patterns_enabled IN (true, false)", name="patterns_enabled"),
    CheckConstraint("emails_enabled IN (true, false)", name="emails_enabled"),
    CheckConstraint("theme IN ('system', 'light', 'dark')", name="theme"),
    CheckConstraint("day_start BETWEEN 0 AND 23", name="day_start"),
    Index(None, "account_id", unique=True),
    sqlite_autoincrement=True,
)
"""`deletion_requested_at` is when its owner asked to delete the account.

`change_number` counts the transactions that changed something of the person's, or something they see.

`account_id` is random and stays, after the deletion, in `erased_account` and in the erasure list.
"""


def is_active_account(people: FromClause = person_table) -> ColumnElement[bool]:
    """Return the SQL condition of an active account: neither disabled nor pending deletion."""
    return and_(people.c.disabled_at.is_(None), people.c.deletion_requested_at.is_(None))


def is_login_allowed(deletion_requested_after: datetime | BindParameter[Any]) -> ColumnElement[bool]:
    """Return the SQL condition of an account that can sign in.

    It is not disabled, and its deletion was not requested before `deletion_requested_after`.

    The instant is `DELETION_GRACE_PERIOD` ago: an older account is gone, whether its rows are deleted already or not.
    """
    stays = or_(
        person_table.c.deletion_requested_at.is_(None), person_table.c.deletion_requested_at > deletion_requested_after
    )
    return and_(person_table.c.disabled_at.is_(None), stays)


def has_account(transaction: ReadTransaction, person_id: int) -> bool:
    """Whether there is still a person with this id."""
    return transaction.fetch_value(select(person_table.c.id).where(person_table.c.id == person_id)) is not None


login_session_table = Table(
    "login_session",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    person_id_column(),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("two_factor_at", UtcDateTime),
    Index(None, "person_id"),
    Index(None, "seen_at"),
    Index(None, "created_at"),
)

api_token_table = Table(
    "api_token",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    person_id_column(),
    Column("id", Identifier, nullable=False),
    Column("name", String(80), nullable=False),
    Column("scope", String(10), nullable=False),
    Column("also_export", Boolean, nullable=False, server_default=false()),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("last_used_on", Date),
    Column("revoked_at", UtcDateTime),
    Index(None, "person_id", "id", unique=True),
    CheckConstraint("scope IN ('read', 'write', 'export')", name="scope"),
    CheckConstraint("also_export IN (true, false)", name="also_export"),
    CheckConstraint("expires_at >= created_at", name="expires_at"),
)


def format_switch(enabled: bool) -> Switch:
    """Return a stored switch as forms and exports write it."""
    return "on" if enabled else "off"


class RestDays(Struct, frozen=True):
    """The days, from `first` to `last` or for good, on which a person who logged no session had a day of rest."""

    first: date
    last: date | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self | None:
        """Return the days of a row with columns of the table of people; None for a person without them."""
        return cls(row["rest_days_from"], row["rest_days_until"]) if row["rest_days_from"] else None

    def clip(self, first: date, last: date) -> tuple[date, date] | None:
        """Return the first and the last of these days between two days; None where there is none."""
        begin, end = max(first, self.first), min(last, self.last or last)
        return (begin, end) if begin <= end else None


def read_margins(row: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    """Return the margins by metric of a row with columns of the table of people."""
    return tuple(sorted(row["margins"].items()))


class Person(Struct, frozen=True):
    """A person as use-cases and pages need them; `day_start` is the hour at which a new day begins.

    `style` is how pages write numbers; it changes no stored value. With `patterns_enabled` patterns are computed, with
    `emails_enabled` mails are sent, by a server that sends any. Pages leave out the pillars
    whose keys are in `hidden_pillars`, and of the others the measures whose ids are in `hidden_measures`. With
    `rest_days` days without a session are read as days of rest. `margins` are, by metric, the changes up to which they
    call it steady. While `change_number` is the same, nothing of theirs
    has changed.
    """

    id: int
    email: str
    name: str
    zone: str
    day_start: int
    style: Style
    patterns_enabled: bool = False
    emails_enabled: bool = True
    account_id: str = ""
    theme: Theme = "system"
    hidden_pillars: tuple[str, ...] = ()
    hidden_measures: frozenset[str] = frozenset()
    rest_days: RestDays | None = None
    margins: tuple[tuple[str, float], ...] = ()
    change_number: int = 0

    @property
    def browser_id(self) -> str:
        """Return an id that tells this person from others in a browser's storage and forms, and says nothing else."""
        return sha256(f"browser {self.account_id}".encode()).hexdigest()[:24]

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Make a person of a row of the table."""
        style = Style(row["weight_unit"], row["clock"], row["decimal_mark"])
        own = (
            row["patterns_enabled"],
            row["emails_enabled"],
            row["account_id"],
            row["theme"],
            tuple(row["hidden_pillars"]),
            frozenset(row["hidden_measures"]),
            RestDays.from_row(row),
            read_margins(row),
            row["change_number"],
        )
        return cls(row["id"], row["email"], row["name"], row["zone"], row["day_start"], style, *own)

    def export_settings(self) -> dict[str, Any]:
        """Return what a person chose about themselves, as an export carries it and `ProfileInput` reads it."""
        return {
            "name": self.name,
            "zone": self.zone,
            "day_start": self.day_start,
            "weight_unit": self.style.weight,
            "clock": self.style.clock,
            "decimal_mark": self.style.decimal,
            "patterns": format_switch(self.patterns_enabled),
            "mails": format_switch(self.emails_enabled),
            "theme": self.theme,
            "hidden_pillars": list(self.hidden_pillars),
            "hidden_measures": sorted(self.hidden_measures),
            "rest_days_from": self.rest_days.first.isoformat() if self.rest_days else None,
            "rest_days_until": self.rest_days.last.isoformat() if self.rest_days and self.rest_days.last else None,
            "margins": dict(self.margins),
        }

    def find_margin(self, metric_id: str) -> float | None:
        """Return the margin of a metric, in its unit."""
        return dict(self.margins).get(metric_id)

    def local_today(self, now: datetime) -> date:
        """Return the date a new entry is offered at the instant `now`: the local date, counted from the day start."""
        return (now.astimezone(ZoneInfo(self.zone)) - timedelta(hours=self.day_start)).date()
