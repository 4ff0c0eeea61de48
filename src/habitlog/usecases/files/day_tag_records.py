"""Tags of days in exports: each with its days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import Field

from habitlog.accounts.person import Person
from habitlog.accounts.schema import AccountInput, parse_input
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import HabitlogError
from habitlog.importers.base import ImportRefusal
from habitlog.storage import day_tags as stored
from habitlog.tracking.entry_json import format_utc
from habitlog.tracking.fields import normalize_name
from habitlog.usecases.dose_screening import screen_name
from habitlog.usecases.entries.day_tags import MAX_TAGS, TagName, list_tagged_days, list_tags
from habitlog.usecases.entries.queries import FIRST_DAY, LAST_DAY
from habitlog.validation import Day, Moment

TagId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class ExportedDayTag(AccountInput):
    """One tag of an export, with the days that have it."""

    id: TagId
    name: TagName
    created_at: Moment
    days: Annotated[list[Day], Field(max_length=80_000)]


def list_exported_tags(transaction: ReadTransaction, person: Person) -> list[dict[str, Any]]:
    """Return a person's tags as an export has them, oldest first."""
    days = list_tagged_days(transaction, person, FIRST_DAY, LAST_DAY)
    return [
        {
            "id": tag.id,
            "name": tag.name,
            "created_at": format_utc(tag.created_at),
            "days": [day.isoformat() for day in days.get(tag.id, ())],
        }
        for tag in list_tags(transaction, person)
    ]


def parse_tags(items: Sequence[dict[str, Any]], refused: list[ImportRefusal]) -> Iterator[ExportedDayTag]:
    """Yield the valid tags of an export."""
    for number, item in enumerate(items, start=1):
        try:
            tag = parse_input(ExportedDayTag, item)
            screen_name("name", tag.name)
        except HabitlogError as error:
            refused.append(ImportRefusal.from_error(f"tag {number}", error))
        else:
            yield tag


def write_tags(transaction: WriteTransaction, person: Person, tags: Sequence[ExportedDayTag]) -> None:
    """Add the days of tags; a tag that is not there yet, by its id or name, is made as long as there is room for it."""
    present = list_tags(transaction, person)
    ids = {tag.id: tag.id for tag in present}
    names = {normalize_name(tag.name): tag.id for tag in present}
    for tag in tags:
        tag_id = ids.get(tag.id) or names.get(normalize_name(tag.name))
        if tag_id is None:
            if len(ids) >= MAX_TAGS:
                continue
            tag_id = tag.id
            stored.insert_tag(transaction, person.id, tag.id, tag.name, tag.created_at)
        ids[tag_id] = names[normalize_name(tag.name)] = tag_id
        tagged = list_tagged_days(transaction, person, FIRST_DAY, LAST_DAY).get(tag_id, ())
        stored.insert_tagged_days(transaction, person.id, tag_id, sorted(set(tag.days).difference(tagged)))
