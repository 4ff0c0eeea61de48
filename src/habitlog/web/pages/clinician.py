"""What is left to a clinician, and why."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.usecases.screening import card_of
from habitlog.web.deps import visitor
from habitlog.web.rendering import page

router = APIRouter()


@router.get("/clinician")
def show(request: Request, card: str = "") -> Response:
    """Show the topics, the reasons and questions one could bring."""
    visitor(request)
    return page(request, "clinician/show.html", {"card": card_of(card)})
