"""Search of one's own log. What is searched for stands in no address: it is posted, and answered at once."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic
from habitlog.usecases.dose_screening import screen_name
from habitlog.usecases.entries.search import MAX_QUERY_LENGTH, SearchResult, search_log
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, FormBody, FormSender
from habitlog.web.handler_queues import PageRouter
from habitlog.web.presenters.clinician_cards import ClinicianCard
from habitlog.web.presenters.error_text import require_card
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.responses import render_page

router = PageRouter(prefix="/search")


@router.get("")
def show_search(request: Request, _visitor: CurrentVisitor) -> Response:
    """Show the empty form."""
    return _render_search(request, "", None)


@router.post("")
def search(request: Request, visitor: FormSender, form: FormBody) -> Response:
    """Show what was found; nothing of the query is kept.

    Words for a clinician find one's own notes, too, and bring the card along that such words bring everywhere.
    """
    query, card = dict(form).get("q", "").strip(), None
    try:
        with open_urgent_card_on_refusal(request, visitor.person):
            screen_name("q", query)
    except ClinicianTopic as topic:
        card = require_card(topic)
    with get_context(request).database.begin_read() as transaction:
        result = search_log(transaction, visitor.person, query) if query else None
    return _render_search(request, query[:MAX_QUERY_LENGTH], result, card)


def _render_search(
    request: Request, query: str, result: SearchResult | None, card: ClinicianCard | None = None
) -> Response:
    values = {"q": query, "result": result, "card": card, "max_query_length": MAX_QUERY_LENGTH}
    return render_page(request, "search/show.html", values)
