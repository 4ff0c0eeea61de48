"""A person's own tags of days, such as "new job": at most six, without amounts, seen by nobody else.

A day without a tag says nothing: nothing is computed from it, and no two kinds of days are compared. Experiments read
names that say ill or travelling, and the rules of tact those that say new parent (`education/tact.toml`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from pydantic import Field

from habitlog.accounts.person import Person
from habitlog.accounts.schema import AccountInput, parse_input
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.storage import day_tags as stored
from habitlog.tracking.fields import normalize_name
from habitlog.usecases.dose_screening import screen_name
from habitlog.validation import Text

MAX_TAGS, MAX_NAME_LENGTH = 6, stored.MAX_TAG_NAME_LENGTH
TagName = Annotated[Text, Field(max_length=MAX_NAME_LENGTH)]


class DayTagInput(AccountInput):
    """What is sent of a tag."""

    name: TagName


class DayTag(Struct, frozen=True):
    """A tag; `first_day` is the first of its `count` days, None as long as it has none."""

    id: str
    name: str
    created_at: datetime
    first_day: date | None = None
    count: int = 0


def list_tags(transaction: ReadTransaction, person: Person) -> list[DayTag]:
    """Return a person's tags, oldest first."""
    rows = stored.fetch_tags(transaction, person.id)
    use = stored.fetch_tag_use(transaction, person.id) if rows else {}
    return [DayTag(row["id"], row["name"], row["created_at"], *use.get(row["id"], (None, 0))) for row in rows]


def find_tag(transaction: ReadTransaction, person: Person, tag_id: str) -> DayTag:
    """Return one tag; raises `NotFound`."""
    found = next((tag for tag in list_tags(transaction, person) if tag.id == tag_id), None)
    if found is None:
        raise NotFound
    return found


def save_tag(
    transaction: WriteTransaction, person: Person, tag_id: str, raw: dict[str, Any], now: datetime
) -> tuple[DayTag, bool]:
    """Give a tag a name, a new one where the id is not there yet; return it, and whether it is new.

    Raises `Invalid` for a name that another tag has, in any letter case, and for a seventh tag; `ClinicianTopic` for a
    name that is left to a clinician.
    """
    transaction.lock_person(person.id)
    name = parse_input(DayTagInput, raw).name
    screen_name("name", name)
    tags = list_tags(transaction, person)
    others = [tag for tag in tags if tag.id != tag_id]
    if normalize_name(name) in {normalize_name(tag.name) for tag in others}:
        raise Invalid([FieldProblem("name", "day_tag_name_taken")])
    if len(others) == len(tags):
        if len(tags) >= MAX_TAGS:
            raise Invalid([FieldProblem("name", "day_tags_too_many", {"most": MAX_TAGS})])
        stored.insert_tag(transaction, person.id, tag_id, name, now)
        return DayTag(tag_id, name, now), True
    stored.rename_tag(transaction, person.id, tag_id, name)
    return find_tag(transaction, person, tag_id), False


def remove_tag(transaction: WriteTransaction, person: Person, tag_id: str) -> None:
    """Remove a tag from all days and for good; raises `NotFound`."""
    transaction.lock_person(person.id)
    find_tag(transaction, person, tag_id)
    stored.delete_tag(transaction, person.id, tag_id)


def tag_day(
    transaction: WriteTransaction, person: Person, tag_id: str, day: date, now: datetime, *, is_tagged: bool
) -> None:
    """Give a day a tag, or take it away; raises `NotFound` for another tag and `Invalid` for a day to come."""
    if day > now.astimezone(ZoneInfo(person.zone)).date():
        raise Invalid([FieldProblem("day", "day_in_future")])
    transaction.lock_person(person.id)
    find_tag(transaction, person, tag_id)
    has_tag = bool(list_tagged_days(transaction, person, day, day).get(tag_id))
    if is_tagged and not has_tag:
        stored.insert_tagged_days(transaction, person.id, tag_id, [day])
    elif has_tag and not is_tagged:
        stored.delete_tagged_day(transaction, person.id, tag_id, day)


def list_tagged_days(
    transaction: ReadTransaction, person: Person, first: date, last: date
) -> Mapping[str, Sequence[date]]:
    """Return the tagged days from `first` to `last`, oldest first, by the tag's id."""
    found: dict[str, list[date]] = {}
    for tag_id, day in stored.fetch_tagged_days(transaction, person.id, first, last):
        found.setdefault(tag_id, []).append(day)
    return found
