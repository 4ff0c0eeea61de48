"""Zip archives: what is found in them is imported as one, and what is dangerous is refused while it is read."""

from __future__ import annotations

import json
import zipfile
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from tests.support.archives import make_zip
from tests.support.cases import for_each_case
from tests.support.command_line import CommandRunner
from tests.support.import_files import sleep_log, write_fitbit_file, write_hevy_file
from tests.support.people import ApiClient

from habitlog.errors import Malformed
from habitlog.importers import archives
from habitlog.usecases.files.file_formats import open_files, recognize_format
from habitlog.web.presenters.error_text import describe_error

FEBRUARY = write_fitbit_file(
    sleep_log(11, "2026-02-16T23:24", "2026-02-17T06:51", 410),
    sleep_log(12, "2026-02-17T23:24", "2026-02-18T07:05", 431),
)
MARCH = write_fitbit_file(
    sleep_log(12, "2026-02-17T23:24", "2026-02-18T07:05", 431),
    sleep_log(13, "2026-02-18T22:50", "2026-02-19T06:30", 440),
)
TAKEOUT = {
    "Takeout/Fitbit/Global Export Data/sleep-2026-02-01.json": FEBRUARY,
    "Takeout/Fitbit/Global Export Data/sleep-2026-03-03.json": MARCH,
    "Takeout/Fitbit/Global Export Data/exercise-0.json": b'[{"logId": 1, "activityName": "Walk", "duration": 5}]',
    "Takeout/archive_browser.html": b"<html></html>",
}
HEVY = write_hevy_file(40, 40)


def refusal_of(data: bytes) -> str:
    with pytest.raises(Malformed) as caught:
        recognize_format(data)
    return describe_error(caught.value)


def read_all(contents: bytes | Path) -> list[bytes]:
    with open_files(contents) as found:
        return [file.read_bytes() for file in found.files]


def test_takeout_is_imported_as_one_file(program: ApiClient) -> None:
    answer = program.upload("/imports", "takeout.zip", make_zip(TAKEOUT))
    body = answer.json()
    assert (answer.status_code, body["format"]) == (201, "fitbit")
    assert (body["report"]["items_read"], body["report"]["duplicates"]) == (4, 1)
    assert body["report"]["added"] == {"sleep night": 3}
    assert body["report"]["unsupported"] == {"other files of the archive": 2}
    again = program.upload("/imports", "takeout.zip", make_zip(TAKEOUT)).json()
    assert (again["report"]["added"], again["report"]["same"]) == ({}, 3)


def test_command_imports_archive_of_a_format(run: CommandRunner, ada_email: str, home: Path) -> None:
    path = home / "workouts.zip"
    path.write_bytes(make_zip({"a folder/workouts.csv": HEVY}))
    assert "Added training resistance: 1" in run("import", "hevy", str(path), "--user", ada_email).out
    assert "holds no file that habitlog can import" in run("import", "fitbit", str(path), "--user", ada_email).err


def test_export_of_habitlog_in_archive(run: CommandRunner, ada_email: str, home: Path) -> None:
    record = run("export", "--user", ada_email).out.encode()
    (home / "record.zip").write_bytes(make_zip({"record.json": record}))
    assert run("import", "auto", str(home / "record.zip"), "--user", ada_email).status == 0


def test_several_files_of_a_format_read_one_by_one() -> None:
    assert "holds 2 files of the kind Hevy workouts" in refusal_of(make_zip({"a.csv": HEVY, "b.csv": HEVY}))


def test_files_of_several_formats() -> None:
    said = refusal_of(make_zip({"a.csv": HEVY, "b.json": FEBRUARY}))
    assert "several kinds: Fitbit sleep log, Hevy workouts" in said


def test_archive_without_known_file_says_what_is_in_it() -> None:
    said = refusal_of(make_zip({"a/b.csv": b"x,y", "c.CSV": b"x", "d.sh": b"", "e": b"Dear diary"}))
    assert "Found: csv (2), other (2)" in said


def test_archive_in_archive_is_opened_once() -> None:
    inner = make_zip({"a.json": FEBRUARY, "b.json": MARCH})
    data = make_zip(
        {"inner.zip": inner, "c.json": FEBRUARY, "d/empty.zip": make_zip({}), "no.zip": b"x", "e.zip": b"PK"}
    )
    with open_files(data) as found:
        assert (found.format, found.unread) == ("fitbit", 2)
        assert [file.read_bytes() for file in found.files] == [FEBRUARY, MARCH, FEBRUARY]
    deep = make_zip({"a.zip": make_zip({"b.zip": make_zip({"c.csv": HEVY})})})
    assert "another zip file that cannot be opened here" in refusal_of(deep)
    protected = bytearray(make_zip({"a.csv": HEVY}))
    protected[protected.index(b"PK\x01\x02") + 8] |= 1
    for broken in (bytes(protected), make_zip({"a.csv": HEVY})[:-30]):
        with open_files(make_zip({"inner.zip": broken, "a.csv": HEVY})) as found:
            assert found.unread == 1


def test_archives_in_an_archive_share_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = make_zip({f"{number}.csv": HEVY for number in range(20)})
    data = make_zip({f"{number}.zip": inner for number in range(5)})
    for limit, code in (
        ("MAX_INNER_ARCHIVES", "archive_has_too_many_archives"),
        ("MAX_MEMBERS", "archive_has_too_many_files"),
        ("MAX_UNPACKED_BYTES", "archive_too_large"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(
                archives, limit, {"MAX_INNER_ARCHIVES": 4, "MAX_MEMBERS": 104, "MAX_UNPACKED_BYTES": 30_000}[limit]
            )
            with pytest.raises(Malformed, match=code):
                read_all(data)
    bomb = make_zip({"a.zip": make_zip({"a.csv": HEVY + bytes(3_000_000)})})
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1_000_000)
    with pytest.raises(Malformed, match="archive_too_large"):
        read_all(bomb)


def test_protected_archive() -> None:
    data = bytearray(make_zip({"a.csv": HEVY}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "protected by a password" in refusal_of(bytes(data))


@for_each_case("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bounds_are_refused(method: int) -> None:
    assert "packed in a way" in refusal_of(make_zip({"a.csv": HEVY}, method))


@for_each_case("data", [b"PK\x03\x04", make_zip({"a.csv": HEVY})[:-30], make_zip({"a.csv": HEVY})[40:], b"PK\x05\x06"])
def test_damaged_archive(data: bytes) -> None:
    with pytest.raises(Malformed):
        recognize_format(data if data.startswith(b"PK") else b"PK\x03\x04" + data)


@for_each_case("seed", range(300))
def test_archive_with_changed_bytes_is_read_or_refused(seed: int) -> None:
    random = Random(seed)
    data = bytearray(make_zip({"a/b.csv": HEVY, "c.json": FEBRUARY}))
    for _ in range(random.randint(1, 4)):
        data[random.randrange(4, len(data))] = random.choice((0, 255, random.randrange(256)))
    with suppress(Malformed):
        read_all(bytes(data))


def test_changed_contents_are_noticed() -> None:
    data = make_zip({"a.csv": HEVY}, zipfile.ZIP_STORED).replace(b"Overhead", b"Overdone")
    with pytest.raises(Malformed, match="archive_damaged"):
        read_all(data)


def test_lying_size_is_noticed() -> None:
    data = bytearray(make_zip({"a.csv": HEVY * 100}))
    for place in (22, data.index(b"PK\x01\x02") + 24):
        data[place : place + 4] = (20).to_bytes(4, "little")
    with pytest.raises(Malformed, match="archive_damaged"):
        read_all(bytes(data))


def test_too_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 200)
    data = make_zip({f"{number}.txt": b"" for number in range(archives.MAX_MEMBERS + 1)})
    assert "more than 200 files" in refusal_of(data)


def test_more_files_than_the_end_record_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 200)
    data = bytearray(make_zip({f"{number}.txt": b"" for number in range(archives.MAX_MEMBERS + 1)}))
    end = data.rindex(b"PK\x05\x06")
    data[end + 8 : end + 12] = b"\x01\x00\x01\x00"
    assert "more than 200 files" in refusal_of(bytes(data))


def test_file_that_unpacks_to_more_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = make_zip({"a.csv": HEVY + bytes(3_000_000)})
    assert len(bomb) < 10_000
    monkeypatch.setattr(archives, "MAX_MEMBER_BYTES", 2_000_000)
    with pytest.raises(Malformed, match="archive_file_too_large"):
        read_all(bomb)
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1_000_000)
    with pytest.raises(Malformed, match="archive_too_large"):
        read_all(bomb)


def test_names_are_no_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = make_zip({"../../escape.json": FEBRUARY, "/etc/sleep.json": MARCH, "C:\\sleep.json": MARCH})
    assert [json.loads(contents)[0]["logId"] for contents in read_all(data)] == [11, 12, 12]
    assert list(tmp_path.iterdir()) == []


def test_archive_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(make_zip({"a.csv": HEVY * 1000}))
    assert read_all(path) == [HEVY * 1000]
