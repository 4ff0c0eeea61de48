"""A person's own tags of days: made in Settings, put on a day with one tap."""

from __future__ import annotations

from uuid import UUID, uuid4

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Invalid
from habitlog.usecases.entries import day_tags
from habitlog.validation import Day
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, FormSender, Visitor
from habitlog.web.handler_queues import PageRouter
from habitlog.web.pages.settings import render_settings
from habitlog.web.presenters.error_text import describe_problems_by_field, describe_refused_name
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.responses import redirect

router = PageRouter()
SAVED = "/settings?done=tag#tags"


@router.post("/settings/tags")
def create_day_tag(request: Request, visitor: FormSender, form: FormBody) -> Response:
    """Make a tag; where its name is not taken, show the settings with the reason."""
    return _save_tag(request, visitor, str(uuid4()), dict(form).get("name", ""), "new")


@router.post("/settings/tags/{tag_id}/rename")
def rename_day_tag(request: Request, visitor: FormSender, tag_id: UUID, form: FormBody) -> Response:
    """Give a tag another name; its days keep it."""
    with get_context(request).database.begin_read() as transaction:
        day_tags.find_tag(transaction, visitor.person, str(tag_id))
    return _save_tag(request, visitor, str(tag_id), dict(form).get("name", ""), str(tag_id))


def _save_tag(request: Request, visitor: Visitor, tag_id: str, name: str, field: str) -> Response:
    """Save a tag; a problem stands at `field` of the settings, "new" or the id of the tag."""
    app_context, typed = get_context(request), {"tag": field, "tag_name": name}
    try:
        with (
            open_urgent_card_on_refusal(request, visitor.person),
            app_context.database.begin_write() as transaction,
        ):
            day_tags.save_tag(transaction, visitor.person, tag_id, {"name": name}, app_context.now())
    except Invalid as error:
        problem = describe_problems_by_field(error)["name"]
        return render_settings(request, visitor, typed, {"tag": problem}, status=422)
    except ClinicianTopic as error:
        errors, card = describe_refused_name(error)
        return render_settings(request, visitor, typed, {"tag": errors["name"]}, card=card, status=422)
    return redirect(SAVED)


@router.post("/settings/tags/{tag_id}/remove")
def remove_day_tag(request: Request, visitor: FormSender, tag_id: UUID) -> Response:
    """Remove a tag from all days."""
    with get_context(request).database.begin_write() as transaction:
        day_tags.remove_tag(transaction, visitor.person, str(tag_id))
    return redirect("/settings?done=tag-removed#tags")


@router.post("/days/{day}/tags/{tag_id}")
def toggle_day_tag(request: Request, visitor: FormSender, day: Day, tag_id: UUID, form: FormBody) -> Response:
    """Give a day a tag, or with an empty `tagged` take it away."""
    app_context, is_tagged = get_context(request), dict(form).get("tagged", "") == "yes"
    with app_context.database.begin_write() as transaction:
        day_tags.tag_day(transaction, visitor.person, str(tag_id), day, app_context.now(), is_tagged=is_tagged)
    return redirect(f"/days/{day}#tags")
