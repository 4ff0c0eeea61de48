"""The report of an import comes back from JSON as it was, whatever the parameters of its refusals are."""

from __future__ import annotations

from datetime import date, time, timedelta

import orjson

from habitlog.errors import FieldProblem
from habitlog.importers.base import ImportRefusal
from habitlog.usecases.files.import_report import ImportReport, MonthCounts
from habitlog.usecases.files.report_json import MAX_REFUSALS_STORED, decode_report, encode_report

NAP = FieldProblem("end_at", "nap_too_long", {"begin": time(13, 5), "length": timedelta(hours=8, minutes=20)})
REFUSED = (
    ImportRefusal(
        "entry 1", "fields_invalid", problems=(NAP, FieldProblem("reps", "at_most", {"most": 100, "step": 0.5}))
    ),
    ImportRefusal("row 2", "day_already_has_entry", {"entry": "night", "day": date(2026, 3, 12)}, session_rows=4),
)


def make_report(refused: tuple[ImportRefusal, ...]) -> ImportReport:
    return ImportReport(
        format="json",
        zone="Etc/UTC",
        items_read=9,
        duplicates=1,
        added={"sleep night": 2},
        replaced=1,
        same=2,
        different=0,
        months=(MonthCounts("sleep", date(2026, 3, 1), 2, 2, 1),),
        refused=refused,
        refused_total=len(refused),
        left_out=refused[:1],
        unsupported={"workout title": 1},
    )


def test_report_comes_back_from_json() -> None:
    report = make_report(REFUSED)
    assert decode_report(orjson.loads(orjson.dumps(encode_report(report)))) == report


def test_long_report_keeps_the_first_refusals_and_their_number() -> None:
    many = REFUSED[1:] * (MAX_REFUSALS_STORED + 1)
    back = decode_report(encode_report(make_report(many)))
    assert (len(back.refused), back.refused_total) == (MAX_REFUSALS_STORED, MAX_REFUSALS_STORED + 1)
