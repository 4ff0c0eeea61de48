"""Imports in words: what a file would change, what an import did, and why something was refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.formatting import Style
from habitlog.pillars import PILLARS
from habitlog.translation import gettext, ngettext
from habitlog.usecases.files.file_formats import FORMAT_LABELS
from habitlog.usecases.files.import_files import ImportFile
from habitlog.usecases.files.import_report import ImportedTag, ImportRefusal, ImportReport, MonthCounts
from habitlog.usecases.files.import_zones import join_zones, parse_file_zones
from habitlog.usecases.files.stored_preview import PreviewSummary
from habitlog.web.dates import medium_day
from habitlog.web.presenters.error_text import describe_code, describe_field_problem
from habitlog.web.presenters.import_progress import describe_work
from habitlog.web.requests import list_form_values

MAX_ITEMS_SHOWN = 20
MAX_COUNT_DIGITS = 9
_PLAIN_STYLE = Style()


class RefusedFile(Struct, frozen=True):
    """A file that was not stored, and why."""

    name: str
    reason: str


class ImportItem(Struct, frozen=True):
    """An import in the list: its file and one line about it."""

    id: str
    file_name: str
    day: date
    format_label: str
    is_waiting: bool
    sentence: str


class ShownRefusal(Struct, frozen=True):
    """An item of a file that is refused or left out: where it stands, and why."""

    location: str
    reason: str


class MonthRow(Struct, frozen=True):
    """A row of the table of months: pillar, first day of the month, and counts; no pillar for one that is gone."""

    pillar: str
    month: date
    new: int
    same: int
    different: int


class ImportView(Struct, frozen=True):
    """What the pages of an import show; lists hold the first 20 items, `…_more` count the others."""

    summary: tuple[str, ...]
    months: tuple[MonthRow, ...]
    refused: tuple[ShownRefusal, ...]
    refused_more: int
    left_out: tuple[ShownRefusal, ...]
    left_out_more: int
    unsupported: tuple[tuple[str, int], ...]
    tags: tuple[ImportedTag, ...] = ()
    new: int = 0
    days_tagged: int = 0
    different: int = 0
    differences_more: int = 0

    @property
    def can_be_imported(self) -> bool:
        """Whether an import would change anything."""
        return bool(self.new or self.different or self.days_tagged)


def build_import_items(files: Iterable[ImportFile], person: Person) -> tuple[ImportItem, ...]:
    """Return the items of the list of imports."""
    zone = ZoneInfo(person.zone)
    return tuple(
        ImportItem(
            id=file.id,
            file_name=file.file_name,
            day=(file.saved_at or file.uploaded_at).astimezone(zone).date(),
            format_label=FORMAT_LABELS[file.format],
            is_waiting=file.state == "prepared",
            sentence=_describe_import(file, zone),
        )
        for file in files
    )


def _describe_import(file: ImportFile, zone: ZoneInfo) -> str:
    if file.work is not None:
        return describe_work(file.work)
    if file.problem is not None:
        return describe_code(*file.problem)
    if file.report is None or file.saved_at is None:
        return gettext("Not imported yet. It is deleted after a day.")
    if file.undone_at is not None:
        return gettext("Undone on %(day)s.", day=medium_day(_local_day(file.undone_at, zone)))
    return " ".join(_describe_result(file.report))


def _local_day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def build_preview(preview: PreviewSummary, style: Style) -> ImportView:
    """Return what importing a waiting file would do."""
    return _build_view(preview.report, tuple(_describe_prospect(preview.report)), style)


def build_report_view(report: ImportReport, style: Style) -> ImportView:
    """Return what an import did."""
    return _build_view(report, tuple(_describe_result(report)), style)


def offers_rest_days(report: ImportReport, person: Person) -> bool:
    """Return whether an import brought sessions to a person who has not chosen how days without one are read."""
    with_rest = {pillar.key for pillar in PILLARS.values() if pillar.rest_day_metric_id}
    return person.rest_days is None and any(
        count and kind.partition(" ")[0] in with_rest for kind, count in report.added.items()
    )


def _build_view(report: ImportReport, summary: tuple[str, ...], style: Style) -> ImportView:
    return ImportView(
        summary=summary,
        months=tuple(_build_month_row(each) for each in report.months),
        refused=tuple(
            ShownRefusal(each.location, describe_refusal(each, style)) for each in report.refused[:MAX_ITEMS_SHOWN]
        ),
        refused_more=max(0, report.refused_total - MAX_ITEMS_SHOWN),
        left_out=tuple(
            ShownRefusal(each.location, describe_left_out(each, style)) for each in report.left_out[:MAX_ITEMS_SHOWN]
        ),
        left_out_more=max(0, len(report.left_out) - MAX_ITEMS_SHOWN),
        unsupported=tuple(report.unsupported.items()),
        tags=report.tags,
        new=sum(report.added.values()),
        days_tagged=report.days_tagged,
        different=report.different,
        differences_more=max(0, report.different - MAX_ITEMS_SHOWN),
    )


def _build_month_row(counts: MonthCounts) -> MonthRow:
    pillar = PILLARS.get(counts.pillar)
    name = gettext(pillar.name) if pillar else counts.pillar
    return MonthRow(name, counts.month, counts.new, counts.same, counts.different)


def _describe_prospect(report: ImportReport) -> Iterator[str]:
    """Yield what importing the file would do, most important first."""
    new = sum(report.added.values())
    if new or not report.days_tagged:
        yield ngettext("%(num)s entry is new.", "%(num)s entries are new.", new) if new else gettext("Nothing is new.")
    if report.days_tagged:
        yield ngettext("%(num)s day gets a tag.", "%(num)s days get a tag.", report.days_tagged)
    if report.different:
        yield ngettext(
            "%(num)s is in your log already, and the file says something else.",
            "%(num)s are in your log already, and the file says something else.",
            report.different,
        )
    if report.same:
        yield ngettext(
            "%(num)s is in your log already, just the same.",
            "%(num)s are in your log already, just the same.",
            report.same,
        )
    if report.refused_total:
        yield ngettext(
            "%(num)s item of the file cannot be taken.",
            "%(num)s items of the file cannot be taken.",
            report.refused_total,
        )


def _describe_result(report: ImportReport) -> Iterator[str]:
    """Yield what an import did."""
    added = sum(report.added.values())
    if added or not report.days_tagged:
        yield ngettext("%(num)s entry added.", "%(num)s entries added.", added) if added else gettext("Nothing added.")
    if report.days_tagged:
        yield ngettext("%(num)s day got a tag.", "%(num)s days got a tag.", report.days_tagged)
    if report.replaced:
        yield ngettext("%(num)s replaced.", "%(num)s replaced.", report.replaced)
    if report.different:
        yield ngettext(
            "%(num)s left as it was, though the file says something else.",
            "%(num)s left as they were, though the file says something else.",
            report.different,
        )
    if report.same:
        yield ngettext("%(num)s was there already.", "%(num)s were there already.", report.same)
    if report.refused_total:
        yield ngettext("%(num)s item was not taken.", "%(num)s items were not taken.", report.refused_total)


def build_zone_spans(zone: str) -> tuple[list[tuple[str, str]], str]:
    """Return the earlier zones of a file with the last date of each, and one empty pair; and the zone after them."""
    zones = parse_file_zones(zone)
    return [*((earlier.key, until.isoformat()) for until, earlier in zones.spans), ("", "")], zones.last.key


def read_zones_form(form: Iterable[tuple[str, str]]) -> str:
    """Return the zones of a form with pairs of `earlier_zone` and `until`, and the `zone` after them."""
    pairs = list(form)
    earlier, until = (list_form_values(pairs, name) for name in ("earlier_zone", "until"))
    spans = sorted((day, zone) for zone, day in zip(earlier, until, strict=False) if zone or day)
    return join_zones([*(f"{zone} until {day}" for day, zone in spans), dict(pairs).get("zone", "")])


def describe_undone_import(query: Mapping[str, str]) -> tuple[str, ...]:
    """Return what an undo did, from the counts in the query of the page that follows it; nothing without them."""
    texts = {name: query.get(name, "") for name in ("deleted", "restored", "kept")}
    counts = {name: int(text) for name, text in texts.items() if text.isdecimal() and len(text) <= MAX_COUNT_DIGITS}
    if len(counts) < 3:
        return ()
    sentences = [ngettext("%(num)s entry was removed.", "%(num)s entries were removed.", counts["deleted"])]
    if counts["restored"]:
        sentences.append(
            ngettext(
                "%(num)s has its earlier contents again.",
                "%(num)s have their earlier contents again.",
                counts["restored"],
            )
        )
    if counts["kept"]:
        sentences.append(
            ngettext(
                "%(num)s was changed since and stays as it is.",
                "%(num)s were changed since and stay as they are.",
                counts["kept"],
            )
        )
    return tuple(sentences)


def describe_refusal(refusal: ImportRefusal, style: Style = _PLAIN_STYLE) -> str:
    """Return why an item of a file is refused."""
    if refusal.problems:
        reason = " ".join(f"{problem.field}: {describe_field_problem(problem, style)}" for problem in refusal.problems)
    else:
        reason = describe_code(refusal.code, refusal.parameters, style)
    if not refusal.session_rows:
        return reason
    left_out = ngettext(
        "The session of %(num)s row stays out.", "The session of %(num)s rows stays out.", refusal.session_rows
    )
    return f"{reason} {left_out}"


def describe_left_out(refusal: ImportRefusal, style: Style = _PLAIN_STYLE) -> str:
    """Return why a text or cell is left out of its entry, which is taken."""
    if refusal.code == "left_to_clinician":
        return gettext("The note names something that habitlog leaves to a clinician. The rest of the entry is taken.")
    if refusal.code == "may_be_a_clinician_topic":
        return gettext(
            "The note may name a medicine or an amount of one. The rest of the entry is taken. "
            "Typed into the entry, the note is kept once you have said that it is not a medicine."
        )
    return describe_refusal(refusal, style)
