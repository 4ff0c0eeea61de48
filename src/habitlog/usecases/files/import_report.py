"""What a file holds once it is validated, and what an import of it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from habitlog.importers.base import ImportRefusal
from habitlog.usecases.files.import_comparison import ComparedRow, Comparison, FileRow, Replacement, takes_file
from habitlog.usecases.files.imported_tags import ComparedTags, ImportedTag

__all__ = ["ImportRefusal", "ImportReport", "ImportedTag", "MonthCounts", "ValidFile", "build_report"]

MAX_ENTRIES = 200_000
"""How many entries a file may become: ten a day for fifty years. Each takes three kilobytes of memory."""


class ValidFile(Struct, frozen=True):
    """The valid entries of a file, the items that are refused, and the texts that are left out of their entries.

    `zone` is the one in which local times were read; `unsupported` counts, by a phrase for people, what has no field.
    `doubted_words` are those for which notes are left out that may be about a medicine; no report holds them.
    """

    format: str
    zone: str
    items_read: int
    duplicates: int
    rows: tuple[FileRow, ...]
    refused: tuple[ImportRefusal, ...]
    left_out: tuple[ImportRefusal, ...] = ()
    unsupported: Mapping[str, int] = field(default_factory=dict)
    doubted_words: frozenset[str] = frozenset()
    tagged_days: Mapping[str, Sequence[date]] = field(default_factory=dict)


class MonthCounts(Struct, frozen=True):
    """How many entries of a pillar in a month are new, the same as saved ones, or different from them."""

    pillar: str
    month: date
    new: int
    same: int
    different: int


class ImportReport(Struct, frozen=True):
    """What an import did, or would do where nothing was written.

    `added` counts by "pillar kind"; `replaced` and `different` are the entries that the file says otherwise, replaced
    or left as they were; `tags` are the tags of days in the file, with the days that are new to them. A stored report
    has the first of the refused items alone, and their number. `is_refused` is true where nothing was taken because
    something was refused.
    """

    format: str
    zone: str
    items_read: int
    duplicates: int
    added: Mapping[str, int]
    replaced: int
    same: int
    different: int
    months: tuple[MonthCounts, ...]
    refused: tuple[ImportRefusal, ...]
    refused_total: int
    left_out: tuple[ImportRefusal, ...] = ()
    unsupported: Mapping[str, int] = field(default_factory=dict)
    is_refused: bool = False
    tags: tuple[ImportedTag, ...] = ()

    @property
    def has_failed(self) -> bool:
        """Whether the file held something and none of it is in the record now."""
        taken = sum(self.added.values()) + self.replaced + self.same + self.different
        return bool(self.refused_total) and not taken + len(self.tags)

    @property
    def days_tagged(self) -> int:
        """How many days get a tag that they did not have."""
        return sum(len(tag.days) for tag in self.tags)


def build_report(
    file: ValidFile,
    compared: Sequence[ComparedRow],
    tags: ComparedTags = ComparedTags(),  # noqa: B008 - it is frozen
    *,
    replace: Replacement,
    partial: bool,
) -> ImportReport:
    """Return the report of an import whose rows were compared; without `partial` a refused item refuses the file."""
    refused = (*file.refused, *(row.refusal for row in compared if row.refusal), *tags.refused)
    is_refused = bool(refused) and not partial
    counts = Counter(row.comparison for row in compared)
    replaced = 0 if is_refused else sum(takes_file(row, replace) for row in compared)
    different = counts[Comparison.DIFFERENT] - replaced
    added = Counter(
        f"{row.file_row.pillar.key} {row.file_row.kind.key}" for row in compared if row.comparison is Comparison.NEW
    )
    return ImportReport(
        format=file.format,
        zone=file.zone,
        items_read=file.items_read,
        duplicates=file.duplicates,
        added={} if is_refused else dict(added),
        replaced=replaced,
        same=counts[Comparison.SAME],
        different=different,
        months=tuple(_count_by_month(compared)),
        refused=refused,
        refused_total=len(refused),
        left_out=file.left_out,
        unsupported=file.unsupported,
        is_refused=is_refused,
        tags=() if is_refused else tags.tags,
    )


def _count_by_month(compared: Iterable[ComparedRow]) -> Iterable[MonthCounts]:
    counts: dict[tuple[date, str], Counter[Comparison]] = {}
    for row in compared:
        month = row.file_row.row["day"].replace(day=1)
        counts.setdefault((month, row.file_row.pillar.key), Counter())[row.comparison] += 1
    for (month, pillar), count in sorted(counts.items()):
        yield MonthCounts(pillar, month, count[Comparison.NEW], count[Comparison.SAME], count[Comparison.DIFFERENT])
