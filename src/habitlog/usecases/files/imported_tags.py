"""Tags of days in files of other apps: compared with a person's own tags, written, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.accounts.schema import parse_input
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.types import make_time_ordered_id
from habitlog.errors import FieldProblem, HabitlogError, Invalid
from habitlog.importers.base import ImportRefusal
from habitlog.storage import day_tags as stored
from habitlog.tracking.fields import normalize_name
from habitlog.usecases.dose_screening import screen_name
from habitlog.usecases.entries.day_tags import MAX_TAGS, DayTagInput, list_tagged_days, list_tags
from habitlog.usecases.entries.queries import FIRST_DAY, LAST_DAY


class ImportedTag(Struct, frozen=True):
    """A tag of a file: the days that are new to it, and how many have it already.

    `tag_id` is that of the person's tag of this name, in any letter case; `is_new` says that the import makes it.
    """

    name: str
    tag_id: str
    is_new: bool
    days: tuple[str, ...]
    same: int


class ComparedTags(Struct, frozen=True):
    """The tags of a file beside those of a person, and the ones that cannot be taken."""

    tags: tuple[ImportedTag, ...] = ()
    refused: tuple[ImportRefusal, ...] = ()


def check_tags(
    tagged_days: Mapping[str, Sequence[date]], today: date, refused: list[ImportRefusal]
) -> dict[str, tuple[date, ...]]:
    """Return the tags that have a name that can be kept, and their days until today; the others are refused."""
    kept: dict[str, tuple[date, ...]] = {}
    for name, days in tagged_days.items():
        try:
            valid = parse_input(DayTagInput, {"name": name}).name
            screen_name("name", valid)
        except HabitlogError as error:
            refused.append(ImportRefusal.from_error(f"tag {name}", error))
            continue
        future = Invalid([FieldProblem("day", "day_in_future")])
        refused.extend(ImportRefusal.from_error(f"tag {name}, {day}", future) for day in days if day > today)
        kept[valid] = tuple(day for day in days if day <= today)
    return kept


def compare_tags(
    transaction: ReadTransaction, person: Person, tagged_days: Mapping[str, Sequence[date]], now: datetime
) -> ComparedTags:
    """Return what the tags of a file would change; a new one for which there is no room is refused."""
    if not tagged_days:
        return ComparedTags()
    present = list_tags(transaction, person)
    ids = {normalize_name(tag.name): tag.id for tag in present}
    known_days = list_tagged_days(transaction, person, FIRST_DAY, LAST_DAY)
    tags: dict[str, ImportedTag] = {}
    refused: list[ImportRefusal] = []
    for name, days in tagged_days.items():
        key = normalize_name(name)
        if key not in ids and len(ids) >= MAX_TAGS:
            problem = Invalid([FieldProblem("name", "day_tags_too_many", {"most": MAX_TAGS})])
            refused.append(ImportRefusal.from_error(f"tag {name}", problem))
            continue
        is_new = key not in ids
        tag_id = ids.setdefault(key, make_time_ordered_id(now))
        known = set(known_days.get(tag_id, ())) | {date.fromisoformat(day) for day in _find_days(tags, tag_id)}
        new = tuple(day.isoformat() for day in sorted(set(days) - known))
        if new or not is_new:
            earlier = tags.get(tag_id)
            tags[tag_id] = ImportedTag(
                name=earlier.name if earlier else name,
                tag_id=tag_id,
                is_new=earlier.is_new if earlier else is_new,
                days=(*(earlier.days if earlier else ()), *new),
                same=(earlier.same if earlier else 0) + len(set(days) & set(known_days.get(tag_id, ()))),
            )
    return ComparedTags(tuple(tags.values()), tuple(refused))


def _find_days(tags: Mapping[str, ImportedTag], tag_id: str) -> tuple[str, ...]:
    return tags[tag_id].days if tag_id in tags else ()


def write_tags(transaction: WriteTransaction, person: Person, tags: Iterable[ImportedTag], now: datetime) -> None:
    """Make the new tags, and add the new days of all of them."""
    for tag in tags:
        if tag.is_new:
            stored.insert_tag(transaction, person.id, tag.tag_id, tag.name, now)
        stored.insert_tagged_days(transaction, person.id, tag.tag_id, map(date.fromisoformat, tag.days))


def take_tags_back(transaction: WriteTransaction, person: Person, tags: Iterable[ImportedTag]) -> None:
    """Take the days that an import added from their tags; a tag that it made goes where it has no other day."""
    present = {tag.id for tag in list_tags(transaction, person)}
    for tag in tags:
        if tag.tag_id not in present:
            continue
        for day in tag.days:
            stored.delete_tagged_day(transaction, person.id, tag.tag_id, date.fromisoformat(day))
        if tag.is_new and tag.tag_id not in stored.fetch_tag_use(transaction, person.id):
            stored.delete_tag(transaction, person.id, tag.tag_id)
