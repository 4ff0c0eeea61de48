"""Ids that keep the order in which they were made, within a second too."""

from __future__ import annotations

from datetime import timedelta
from uuid import RFC_4122, UUID

from tests.support.clock import NOW

from habitlog.db.types import make_time_ordered_id


def test_time_ordered_id_is_uuid_7_with_millisecond() -> None:
    found = UUID(make_time_ordered_id(NOW))
    assert (found.version, found.variant) == (7, RFC_4122)
    assert found.int >> 80 == NOW.timestamp() * 1000
    assert str(found) == str(found).lower()


def test_time_ordered_ids_sort_and_are_unique_within_millisecond() -> None:
    moments = [NOW + timedelta(milliseconds=at) for at in range(500)]
    made = [make_time_ordered_id(at) for at in moments]
    assert made == sorted(made)
    assert len({make_time_ordered_id(NOW) for _ in range(500)}) == 500
    assert len({made[0][15:], made[1][15:]}) == 2
