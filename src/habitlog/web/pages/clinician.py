"""What is left to a clinician, and why; and a sheet to bring along."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from habitlog.usecases.trends import clinician_summary
from habitlog.usecases.trends.clinician_summary import ClinicianQuestions, SummaryChoice
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, Visitor, require_form_sender, require_visitor
from habitlog.web.presenters.clinician import EXCLUDED_TOPICS, present_sheet_rows
from habitlog.web.presenters.clinician_cards import build_card, find_card
from habitlog.web.presenters.error_text import describe_field_problem
from habitlog.web.responses import render_page

router = APIRouter(prefix="/clinician")


@router.get("")
def show_clinician_page(request: Request, card: str = "") -> Response:
    """Show the topics, the reasons and questions one could bring."""
    require_visitor(request)
    return render_page(
        request,
        "clinician/show.html",
        {"card": find_card(card), "topics": EXCLUDED_TOPICS, **_form_context(SummaryChoice(), ClinicianQuestions())},
    )


@router.get("/summary")
def show_clinician_summary(
    request: Request, weeks: str = "4", pillar: Annotated[list[str] | None, Query()] = None
) -> Response:
    """Show the sheet of some weeks and pillars, of all without any named."""
    who = require_visitor(request)
    return _render_clinician_summary(
        request,
        who,
        SummaryChoice.parse_choice(weeks, SummaryChoice().pillars if pillar is None else pillar),
        ClinicianQuestions(),
    )


@router.post("/summary")
def show_clinician_summary_with_questions(request: Request, form: FormBody) -> Response:
    """Show the sheet with questions, which are kept nowhere; what does not fit on it stays in the form."""
    who, given = require_form_sender(request, form), dict(form)
    sent = {name: [value for key, value in form if key == name] for name in ("pillar", "opener", "question")}
    choice = SummaryChoice.parse_choice(given.get("weeks", "4"), sent["pillar"])
    asked = clinician_summary.parse_questions(sent["opener"], sent["question"], without_amounts="lighter" in given)
    if asked.problems:
        return render_page(request, "clinician/summary.html", {"sheet": None, **_form_context(choice, asked)}, 422)
    return _render_clinician_summary(request, who, choice, asked)


def _form_context(choice: SummaryChoice, questions: ClinicianQuestions) -> dict[str, object]:
    return {
        "choice": choice,
        "asked": questions,
        "questions_card": build_card(questions.card) if questions.card else None,
        "errors": {place: describe_field_problem(problem) for place, problem in questions.problems.items()},
        "openers": clinician_summary.SUGGESTED_QUESTIONS,
        "longest": clinician_summary.MAX_QUESTION_LENGTH,
    }


def _render_clinician_summary(
    request: Request, visitor: Visitor, choice: SummaryChoice, questions: ClinicianQuestions
) -> Response:
    house = get_context(request)
    with house.database.begin_read() as transaction:
        found = clinician_summary.build_clinician_summary(
            transaction, visitor.person, choice, visitor.person.local_today(house.now())
        )
    groups = [(one.pillar, present_sheet_rows(one, visitor.person.style)) for one in found.overviews]
    return render_page(
        request, "clinician/summary.html", {"sheet": found, "groups": groups, **_form_context(choice, questions)}
    )
