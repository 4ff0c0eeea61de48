"""FIT files: sessions, and files that are broken or hold something else."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from tests.support.archives import make_zip
from tests.support.fit_files import write_fit_file

from habitlog.errors import Malformed
from habitlog.importers import fit
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource, StoredFile
from habitlog.usecases.files.file_formats import recognize_format

RUN = write_fit_file(datetime(2026, 2, 1, 18, tzinfo=UTC), 1530)
PLAN = write_fit_file(datetime(2026, 2, 1, 18, tzinfo=UTC), 1530, kind=5)


def read(*files: bytes) -> ParsedFile:
    return fit.parse_source(ImportSource(tuple(StoredFile(data) for data in files), "Europe/Berlin"))


def test_session_is_other_movement_in_the_zone_of_the_file() -> None:
    parsed = read(RUN, RUN, PLAN, RUN[:-1])
    assert [draft.fields for draft in parsed.drafts] == [
        {
            "kind": "other",
            "activity": "Running",
            "zone": "Europe/Berlin",
            "day": "2026-02-01",
            "started_at": "2026-02-01T19:00:00",
            "session_min": 26,
        }
    ]
    assert (parsed.items_read, parsed.duplicates) == (2, 1)
    assert [(each.location, each.code) for each in parsed.refusals] == [("file 4", "fit_damaged")]
    assert parsed.unsupported["FIT file that is no activity"] == 1
    assert recognize_format(make_zip({"1.fit": RUN, "2.fit": PLAN})) == "fit"


def test_start_in_seconds_since_power_up_is_refused() -> None:
    assert [each.code for each in read(write_fit_file(16_441_241, 60)).refusals] == ["fit_start_unknown"]


def test_file_that_would_take_minutes_is_refused() -> None:
    large = RUN + bytes(fit.MAX_FILE_BYTES)
    assert [(each.location, each.code) for each in read(large, RUN).refusals] == [("file 1", "fit_too_large")]


def test_broken_file_is_refused_whatever_is_broken() -> None:
    random = Random(16)
    for _ in range(200):
        damaged = bytearray(RUN)
        for place in random.sample(range(14, len(damaged)), 3):
            damaged[place] ^= random.randrange(1, 256)
        with pytest.raises(Malformed, match="fit_damaged"):
            read(bytes(damaged))
    with pytest.raises(Malformed, match="fit_damaged"):
        read(b"")
