"""The library, a snippet of it, and what a person saves or dismisses."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from habitlog.education.search import MAX_SNIPPET_QUERY_LENGTH
from habitlog.errors import ClinicianTopic
from habitlog.usecases import education
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, require_form_sender, require_visitor
from habitlog.web.handler_queues import PageRouter
from habitlog.web.presenters.clinician_topics import names_excluded_topic
from habitlog.web.presenters.library import present_library
from habitlog.web.presenters.snippets import build_snippet_view
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.responses import redirect, render_page, safe_redirect_target

router = PageRouter(prefix="/library")


@router.get("")
def show_library(request: Request, q: str = "") -> Response:
    """Show the chapters, what was saved and what was dismissed; or what a search found."""
    visitor, app_context, query = require_visitor(request), get_context(request), q.strip()
    result = education.search_library(app_context.search_index, query) if query else None
    with app_context.database.begin_read() as transaction:
        saved, dismissed = education.list_kept_snippets(transaction, app_context.library, visitor.person)
    context = {
        "guide": present_library(app_context.library),
        "asks_for_clinician": bool(query) and names_excluded_topic(query),
        "chapters": tuple(app_context.library.group_by_chapter().items()),
        "saved": saved,
        "dismissed": dismissed,
        "q": query[:MAX_SNIPPET_QUERY_LENGTH],
        "result": result,
        "max_query_length": MAX_SNIPPET_QUERY_LENGTH,
    }
    return render_page(request, "library/index.html", context)


@router.post("")
def search_library(request: Request, form: FormBody) -> Response:
    """Redirect a search to its address after it was screened, so that no refused words are in an address."""
    visitor = require_form_sender(request, form)
    query = dict(form).get("q", "").strip()
    try:
        with open_urgent_card_on_refusal(request, visitor.person):
            education.search_library(get_context(request).search_index, query)
    except ClinicianTopic as error:
        return redirect(f"/clinician?card={error.referral}")
    return redirect(f"/library?{urlencode({'q': query[:MAX_SNIPPET_QUERY_LENGTH]})}" if query else "/library")


@router.get("/{snippet}")
def show_snippet(request: Request, snippet: str) -> Response:
    """Show a snippet with its sources."""
    visitor, app_context = require_visitor(request), get_context(request)
    found_snippet = education.find_snippet(app_context.library, snippet)
    with app_context.database.begin_read() as transaction:
        shown = education.load_shown_snippet(transaction, app_context.library, visitor.person, found_snippet)
    related = app_context.library.list_related(found_snippet)
    view = build_snippet_view(shown, app_context.library, visitor.person.style, related)
    return render_page(request, "library/show.html", {"shown": view})


@router.post("/{snippet}/{choice}")
def save_or_dismiss_snippet(
    request: Request, snippet: str, choice: Literal["saved", "dismissed"], form: FormBody
) -> Response:
    """Save or dismiss a snippet; the same choice again takes it back."""
    visitor, app_context = require_form_sender(request, form), get_context(request)
    chosen = education.find_snippet(app_context.library, snippet)
    with app_context.database.begin_write() as transaction:
        education.toggle_snippet_choice(transaction, visitor.person, chosen, choice, app_context.now())
    return redirect(safe_redirect_target(dict(form).get("back", "/library")))
