"""The reviews of a week and of a year, to read and to print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import Request
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, ClinicianTopicUnsure, Invalid, NotFound
from habitlog.guard import CardKind
from habitlog.tracking import Style
from habitlog.usecases.dose_screening import NOT_A_MEDICINE
from habitlog.usecases.entries import week_notes
from habitlog.usecases.trends import reviews
from habitlog.usecases.trends.page_changes import find_page_changes
from habitlog.usecases.trends.reviews import Review, current_iso_year, iso_year_bounds
from habitlog.validation import FIRST_YEAR, MAX_LINE_LENGTH, Day, parse_day
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, FormBody, FormSender, Visitor
from habitlog.web.handler_queues import PageRouter
from habitlog.web.presenters.clinician_cards import find_card
from habitlog.web.presenters.clock_days import present_clock_days_among_others
from habitlog.web.presenters.doubt_question import build_doubt_question
from habitlog.web.presenters.error_text import describe_problems_by_field, require_card
from habitlog.web.presenters.page_changes import describe_judged_numbers
from habitlog.web.presenters.review import (
    describe_logged_days,
    describe_year_before,
    draw_year_picture,
    explain_year_days,
    present_week_days,
    present_week_row,
    present_year_days,
    present_year_rows,
    present_year_windows,
    split_by_values,
)
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.responses import redirect, render_page
from habitlog.weeks import WEEK, last_finished_sunday, monday_of, sunday_of

router = PageRouter()
CLOCK_HEIGHT = 128
"""Pixels of the plot of a week on the clock."""
NO_REFUSAL: Mapping[str, Any] = {"error": "", "doubt": None, "card": None, "suggestion": None, "question": ""}
YEAR_PATTERN = re.compile(r"\d{4}", re.ASCII)


def _local_today(request: Request, visitor: Visitor) -> date:
    return visitor.person.local_today(get_context(request).now())


@router.get("/weeks")
def redirect_to_last_week(request: Request, visitor: CurrentVisitor) -> Response:
    """Redirect to the last week that has ended."""
    monday = monday_of(last_finished_sunday(_local_today(request, visitor)))
    return redirect(f"/weeks/{monday}")


@router.get("/weeks/{day}")
def show_week_review(request: Request, visitor: CurrentVisitor, day: str) -> Response:
    """Show the week that begins on a Monday; any other day redirects to its Monday."""
    chosen_day = _parse_week_day(day)
    monday = monday_of(chosen_day)
    if chosen_day != monday:
        return redirect(f"/weeks/{monday}")
    return _render_week_review(request, visitor, monday)


def _render_week_review(
    request: Request,
    visitor: Visitor,
    monday: date,
    typed: str | None = None,
    refusal: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    """Return the page of a week; a note that was not saved is `typed`, and `refusal` says why."""
    with get_context(request).database.begin_read() as transaction:
        review = reviews.review_week(transaction, visitor.person, monday, _local_today(request, visitor))
        note = week_notes.find_week_note(transaction, visitor.person, monday)
    values = {
        "review": review,
        "note": note if typed is None else typed,
        "max_note_length": MAX_LINE_LENGTH,
        "refusal": {**NO_REFUSAL, **(refusal or {})},
        "card": find_card(request.query_params.get("card", "")),
        **_week_values(review, visitor.person.style),
    }
    return render_page(request, "reviews/week.html", values, status)


@router.post("/weeks/{day}/note")
def save_week_note(request: Request, visitor: FormSender, day: Day, form: FormBody) -> Response:
    """Save the line of a week, or remove it where it is empty; what may not be kept is shown with the reason."""
    fields, monday = dict(form), monday_of(day)
    note, is_not_a_medicine = " ".join(fields.get("note", "").split()), fields.get("guard") == NOT_A_MEDICINE
    try:
        try:
            card = _put_week_note(request, visitor, monday, note, is_not_a_medicine=is_not_a_medicine)
        except (ClinicianTopic, ClinicianTopicUnsure) as topic:
            if not (fields.get("without_amounts") and topic.suggestion):
                raise
            card = _put_week_note(request, visitor, monday, topic.suggestion, is_not_a_medicine=False)
    except Invalid as error:
        refusal: dict[str, Any] = {"error": describe_problems_by_field(error).get("note", "")}
        return _render_week_review(request, visitor, monday, note, refusal, 422)
    except ClinicianTopicUnsure as error:
        return _render_week_review(request, visitor, monday, note, {"doubt": build_doubt_question(error)}, error.status)
    except ClinicianTopic as error:
        refusal = {"card": require_card(error), "suggestion": error.suggestion, "question": error.question or ""}
        return _render_week_review(request, visitor, monday, note, refusal, error.status)
    return redirect(f"/weeks/{monday}?card={card}#own-line" if card else f"/weeks/{monday}#own-line")


def _put_week_note(
    request: Request, visitor: Visitor, monday: date, note: str, *, is_not_a_medicine: bool
) -> CardKind | None:
    app_context = get_context(request)
    with open_urgent_card_on_refusal(request, visitor.person), app_context.database.begin_write() as transaction:
        return week_notes.save_week_note(
            transaction, visitor.person, monday, note, app_context.now(), is_not_a_medicine=is_not_a_medicine
        )


_WEEK_CODES = {
    "date_format": "week_format",
    "date_does_not_exist": "week_does_not_exist",
    "year_out_of_range": "week_of_year_out_of_range",
}
"""The code of an address of a week, by what is wrong with its day."""


def _parse_week_day(text: str) -> date:
    """Return the day of an address; raises `NotFound` with what is wrong with it."""
    try:
        return parse_day(text)
    except PydanticCustomError as error:
        raise NotFound(_WEEK_CODES[error.type], **(error.context or {})) from None


def _week_values(review: Review, style: Style) -> dict[str, Any]:
    monday, is_running = review.span.first, review.is_running
    shown, without_values = split_by_values(review.overviews)
    return {
        "logged_by_pillar": [(one, describe_logged_days(one, is_running=is_running)) for one in review.logged_days],
        "pillar_groups": [
            (pillar_overview.pillar, [present_week_row(one, style) for one in pillar_overview.metrics])
            for pillar_overview in shown
        ],
        "without_values": without_values,
        "has_rest_days": any(one.pillar.rest_day_metric_id for one in shown),
        "week_days": present_week_days(review, style),
        "clock_days": present_clock_days_among_others(review.clock_days, style, CLOCK_HEIGHT),
        "previous": monday - WEEK if monday.year > FIRST_YEAR else None,
        "next": monday + WEEK if monday + WEEK <= review.span.today else None,
    }


@router.get("/years")
def redirect_to_current_year(request: Request, visitor: CurrentVisitor) -> Response:
    """Redirect to the running year."""
    return redirect(f"/years/{current_iso_year(_local_today(request, visitor))}")


@router.get("/years/{year}")
def show_year_review(request: Request, visitor: CurrentVisitor, year: str) -> Response:
    """Show the whole weeks of a year, of the running one those that have ended."""
    if not YEAR_PATTERN.fullmatch(year):
        raise NotFound("year_unknown")
    return _render_year_review(request, visitor, int(year))


@router.get("/years/{year}/picture.svg")
def download_year_picture(request: Request, visitor: CurrentVisitor, year: str) -> Response:
    """Send the days of a year as a drawing that stands by itself."""
    review = None
    if YEAR_PATTERN.fullmatch(year):
        with get_context(request).database.begin_read() as transaction:
            review = reviews.review_year(transaction, visitor.person, int(year), _local_today(request, visitor))
    if review is None:
        raise NotFound("year_unknown")
    headers = {"Content-Disposition": f'attachment; filename="habitlog-{year}.svg"'}
    return Response(draw_year_picture(review, year), media_type="image/svg+xml", headers=headers)


def _render_year_review(request: Request, visitor: Visitor, year: int) -> Response:
    today = _local_today(request, visitor)
    with get_context(request).database.begin_read() as transaction:
        review = reviews.review_year(transaction, visitor.person, year, today)
        first, last = iso_year_bounds(year)
        notes = week_notes.list_week_notes(transaction, visitor.person, first, last)
    values = {
        "year": year,
        "review": review,
        "notes": notes,
        "is_running": review is None or review.span.last < last,
        "first_sunday": sunday_of(first),
        "previous": year - 1 if year > FIRST_YEAR else None,
        "next": year + 1 if year < current_iso_year(today) else None,
    }
    if review:
        values |= _year_values(review, visitor.person.style, year)
    return render_page(request, "reviews/year.html", values)


def _year_values(review: Review, style: Style, year: int) -> dict[str, Any]:
    describe_earlier = describe_year_before(year, is_whole=review.span.last == iso_year_bounds(year)[1])
    mondays = [review.span.first + number * WEEK for number in range(review.span.days // 7)]
    changes = find_page_changes(one for pillar_overview in review.overviews for one in pillar_overview.metrics)
    shown, without_values = split_by_values(review.overviews)
    return {
        "judged": describe_judged_numbers(changes.judged),
        "years_of_days": present_year_days(review),
        "days_explained": explain_year_days(),
        "weeks": list(zip(mondays, *(one.count_by_week() for one in review.logged_days), strict=True)),
        "pillar_groups": [
            (
                one.pillar,
                present_year_rows(one, style, describe_earlier),
                present_year_windows(one, style, describe_earlier),
            )
            for one in shown
        ],
        "without_values": without_values,
    }
