"""Formats of files, recognised from their contents, also inside a zip archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from habitlog.errors import Malformed
from habitlog.importers import IMPORTERS
from habitlog.importers.archives import Archive, count_kinds, is_archive
from habitlog.importers.habitlog_json import is_record_file
from habitlog.importers.habitlog_tables import is_table_of_record
from habitlog.importers.source_files import SourceFile, StoredFile
from habitlog.usecases.files.restore_export import RECORD_FORMAT
from habitlog.usecases.files.restore_tables import TABLES_FORMAT

FORMAT_LABELS: Mapping[str, str] = {key: importer.label for key, importer in IMPORTERS.items()} | {
    RECORD_FORMAT: "habitlog",
    TABLES_FORMAT: "habitlog tables",
}
"""The names of all formats that can be imported, by their keys."""
APP_FORMAT_LABELS = tuple(
    sorted((importer.label for importer in IMPORTERS.values() if not importer.is_fallback), key=str.casefold)
)
"""The names of the formats that other apps write, in the order of the alphabet."""


class FoundFiles(NamedTuple):
    """The files of one format in what was given, and how many files of an archive are not among them."""

    format: str
    files: tuple[SourceFile, ...]
    unread: int = 0


def recognize_format(contents: bytes | Path) -> str:
    """Return the key of the format of a file, or of the files in a zip archive; raises `Malformed` for none."""
    with open_files(contents) as found:
        return found.format


@contextmanager
def open_files(contents: bytes | Path, format_key: str | None = None) -> Iterator[FoundFiles]:
    """Open the file itself, or the files of one format that a zip archive holds, for the length of a `with` block.

    Without a `format_key` the format is recognised. Raises `Malformed` for an archive that cannot be opened, for one
    whose files have no known format or several, and for several files of a format that is read one file at a time.
    """
    file = StoredFile(contents)
    head = file.read_head()
    if is_archive(head):
        with closing(Archive(file.open())) as archive:
            yield _find_in_archive(archive, format_key)
    else:
        yield FoundFiles(format_key or _recognize_file(head), (file,))


def _recognize_file(head: bytes) -> str:
    if not head.strip():
        raise Malformed("file_empty")
    if (recognized := _recognize_head(head)) is None:
        raise Malformed("import_format_unknown")
    return recognized


def _recognize_head(head: bytes) -> str | None:
    if is_record_file(head):
        return RECORD_FORMAT
    return next((importer.key for importer in IMPORTERS.values() if importer.matches(head)), None)


def _find_in_archive(archive: Archive, format_key: str | None) -> FoundFiles:
    found: dict[str, list[SourceFile]] = defaultdict(list)
    members = archive.list_files()
    if any(is_table_of_record(member.name, member.read_head()) for member in members if member.kind == "csv"):
        tables = tuple(member for member in members if member.kind == "csv")
        return FoundFiles(TABLES_FORMAT, tables, len(members) - len(tables))
    is_single = len(members) == 1
    companions = IMPORTERS[format_key].companions if format_key and format_key in IMPORTERS else frozenset()
    for member in members:
        recognized = _recognize_head(member.read_head())
        is_guess = recognized is not None and recognized in IMPORTERS and IMPORTERS[recognized].is_fallback
        is_wanted = format_key in {None, recognized} or recognized in companions
        if recognized and is_wanted and (is_single or not is_guess):
            found[recognized].append(member)
    if not found:
        if any(member.kind == "zip" for member in members):
            raise Malformed("archive_in_archive")
        raise Malformed("archive_without_known_file", kinds=count_kinds(members))
    for key in [key for key in found if key in IMPORTERS]:
        for companion in IMPORTERS[key].companions & found.keys():
            found[key] += found.pop(companion)
    if len(found) > 1:
        raise Malformed("archive_of_several_formats", formats=sorted(FORMAT_LABELS[key] for key in found))
    ((key, files),) = found.items()
    if len(files) > 1 and not (key in IMPORTERS and IMPORTERS[key].joins_files):
        raise Malformed("archive_of_several_files", count=len(files), format=FORMAT_LABELS[key])
    return FoundFiles(key, tuple(files), len(members) - len(files))
