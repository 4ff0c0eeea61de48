"""The library, one piece of it, and what a person keeps of it."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.education.search import MAX_SNIPPET_QUERY_LENGTH, SnippetSearchResult
from habitlog.errors import ClinicianTopic
from habitlog.usecases import education
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, require_form_sender, require_visitor
from habitlog.web.responses import redirect, render_page, safe_redirect_target

router = APIRouter(prefix="/library")


@router.get("")
def show_library(request: Request, q: str = "") -> Response:
    """Show the chapters, and what was saved first; or what a search found."""
    who, house, asked = require_visitor(request), get_context(request), q.strip()
    found = education.search_library(house.search_index, asked) if asked else None
    with house.database.begin_read() as transaction:
        saved, dismissed = education.list_kept_snippets(transaction, house.library, who.person)
    chapters = tuple(house.library.group_by_chapter().items())
    shown = {"chapters": chapters, "saved": saved, "dismissed": dismissed}
    return render_page(request, "library/index.html", shown | _search_context(asked, found))


@router.post("")
def search_library(request: Request, form: FormBody) -> Response:
    """Lead a search to its address once the guard has read it: words that are refused never stand in one."""
    require_form_sender(request, form)
    asked = dict(form).get("q", "").strip()
    try:
        education.search_library(get_context(request).search_index, asked)
    except ClinicianTopic as error:
        return redirect(f"/clinician?card={error.extra['referral']['kind']}")
    return redirect(f"/library?{urlencode({'q': asked[:MAX_SNIPPET_QUERY_LENGTH]})}" if asked else "/library")


def _search_context(query: str, results: SnippetSearchResult | None) -> dict[str, object]:
    return {"q": query[:MAX_SNIPPET_QUERY_LENGTH], "found": results, "longest": MAX_SNIPPET_QUERY_LENGTH}


@router.get("/{snippet}")
def show_snippet(request: Request, snippet: str) -> Response:
    """Show one piece with its sources."""
    who, house = require_visitor(request), get_context(request)
    found = education.find_snippet(house.library, snippet)
    with house.database.begin_read() as transaction:
        shown = education.load_shown_snippet(transaction, house.library, who.person, found)
    return render_page(request, "library/show.html", {"shown": shown})


@router.post("/{snippet}/{choice}")
def save_or_dismiss_snippet(
    request: Request, snippet: str, choice: Literal["saved", "dismissed"], form: FormBody
) -> Response:
    """Save or dismiss a piece; the same again takes it back."""
    who, house = require_form_sender(request, form), get_context(request)
    with house.database.begin_write() as transaction:
        education.toggle_snippet_choice(transaction, house.library, who.person, snippet, choice, house.now())
    return redirect(safe_redirect_target(dict(form).get("back", "/library")))
