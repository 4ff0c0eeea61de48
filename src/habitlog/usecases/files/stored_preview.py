"""The preview of a large file as JSON: it is made once, beside the requests, and shown from the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from habitlog.pillars import PILLARS
from habitlog.storage.entry_copies import copy_entry_row, read_entry_copy
from habitlog.tracking import Pillar
from habitlog.usecases.files.import_comparison import ComparedRow, Comparison
from habitlog.usecases.files.import_report import ImportReport
from habitlog.usecases.files.imports import Preview
from habitlog.usecases.files.report_json import decode_report, encode_report

MAX_DIFFERENCES = 20


class EntryDifference(NamedTuple):
    """An entry of the log beside the one of the file that says otherwise: their rows."""

    pillar: Pillar
    saved: Mapping[str, Any]
    row: Mapping[str, Any]


class PreviewSummary(NamedTuple):
    """What an import would do, the first differences, and the words for which notes are left out that are in doubt."""

    report: ImportReport
    differences: tuple[EntryDifference, ...]
    doubted_words: frozenset[str]


def summarize_preview(preview: Preview) -> PreviewSummary:
    """Return what a page shows of a preview."""
    return PreviewSummary(preview.report, tuple(_list_differences(preview.rows)), preview.doubted_words)


def _list_differences(rows: Sequence[ComparedRow]) -> list[EntryDifference]:
    different = [row for row in rows if row.comparison is Comparison.DIFFERENT]
    return [
        EntryDifference(row.file_row.pillar, row.saved or {}, row.file_row.row) for row in different[:MAX_DIFFERENCES]
    ]


def encode_preview(summary: PreviewSummary) -> dict[str, Any]:
    """Return a preview as JSON values."""
    return {
        "report": encode_report(summary.report),
        "differences": [
            [difference.pillar.key, copy_entry_row(difference.saved), copy_entry_row(difference.row)]
            for difference in summary.differences
        ],
        "doubted_words": sorted(summary.doubted_words),
    }


def decode_preview(encoded: Mapping[str, Any]) -> PreviewSummary:
    """Return the preview of its JSON values."""
    differences = tuple(
        EntryDifference(PILLARS[key], read_entry_copy(PILLARS[key], saved), read_entry_copy(PILLARS[key], row))
        for key, saved, row in encoded["differences"]
    )
    return PreviewSummary(decode_report(encoded["report"]), differences, frozenset(encoded["doubted_words"]))
