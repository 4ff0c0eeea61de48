"""What is left to a clinician, and why; and a summary to bring along."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from habitlog.usecases.trends import clinician_summary
from habitlog.usecases.trends.clinician_summary import ClinicianQuestions, SummaryChoice
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, FormBody, Visitor, require_form_sender
from habitlog.web.handler_queues import PageRouter
from habitlog.web.presenters.clinician import SUGGESTED_QUESTIONS, list_questions, present_sheet_rows
from habitlog.web.presenters.clinician_cards import build_card, find_card, list_urgent_signs
from habitlog.web.presenters.clinician_topics import EXCLUDED_TOPICS
from habitlog.web.presenters.clock_days import present_clock_days_among_others
from habitlog.web.presenters.error_text import describe_field_problem
from habitlog.web.responses import render_page

router = PageRouter(prefix="/clinician")
CLOCK_HEIGHT = 72
"""Pixels of the plot of two weeks on the clock: the sheet is one page of paper."""


@router.get("")
def show_clinician_page(request: Request, _visitor: CurrentVisitor, card: str = "") -> Response:
    """Show the topics, the reasons and questions one could bring."""
    values = {"card": find_card(card), "topics": EXCLUDED_TOPICS, "urgent_signs": list_urgent_signs()}
    return render_page(request, "clinician/show.html", values | _form_values(SummaryChoice(), ClinicianQuestions()))


@router.get("/summary")
def show_clinician_summary(
    request: Request,
    visitor: CurrentVisitor,
    weeks: str = "4",
    pillar: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """Show the summary of some weeks and pillars, of all without any named."""
    choice = SummaryChoice.parse_choice(weeks, SummaryChoice().pillars if pillar is None else pillar)
    return _render_clinician_summary(request, visitor, choice, ClinicianQuestions())


@router.post("/summary")
def show_clinician_summary_with_questions(request: Request, form: FormBody) -> Response:
    """Show the summary with questions, which are stored nowhere; one that does not fit stays in the form."""
    visitor, fields = require_form_sender(request, form), dict(form)
    lists = {name: [value for key, value in form if key == name] for name in ("pillar", "opener", "question")}
    choice = SummaryChoice.parse_choice(fields.get("weeks", "4"), lists["pillar"])
    suggested = [position for position in range(len(SUGGESTED_QUESTIONS)) if str(position) in lists["opener"]]
    questions = clinician_summary.parse_questions(suggested, lists["question"])
    if questions.problems:
        values = {"summary": None} | _form_values(choice, questions)
        return render_page(request, "clinician/summary.html", values, 422)
    return _render_clinician_summary(request, visitor, choice, questions)


def _form_values(choice: SummaryChoice, questions: ClinicianQuestions) -> dict[str, Any]:
    return {
        "choice": choice,
        "questions": questions,
        "questions_card": build_card(questions.card) if questions.card else None,
        "question_errors": {
            position: describe_field_problem(problem) for position, problem in questions.problems.items()
        },
        "suggested_questions": SUGGESTED_QUESTIONS,
        "max_question_length": clinician_summary.MAX_QUESTION_LENGTH,
    }


def _render_clinician_summary(
    request: Request, visitor: Visitor, choice: SummaryChoice, questions: ClinicianQuestions
) -> Response:
    app_context, person = get_context(request), visitor.person
    with app_context.database.begin_read() as transaction:
        summary = clinician_summary.build_clinician_summary(
            transaction, person, choice, person.local_today(app_context.now())
        )
    values = {
        "summary": summary,
        "metric_groups": [(one.pillar, present_sheet_rows(one, person.style)) for one in summary.overviews],
        "clock_days": present_clock_days_among_others(summary.clock_days, person.style, CLOCK_HEIGHT),
        "question_texts": list_questions(questions),
    }
    return render_page(request, "clinician/summary.html", values | _form_values(choice, questions))
