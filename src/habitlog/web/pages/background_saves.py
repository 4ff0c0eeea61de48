"""Saving a form in the background while it is filled in, for its script."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from fastapi import Request
from starlette.responses import Response

from habitlog.errors import HabitlogError, NotFound, PreconditionFailed
from habitlog.tracking import Pillar
from habitlog.translation import gettext
from habitlog.usecases.entries import entries
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, FormSender, PathPillar, Visitor
from habitlog.web.forms.diff import diff_entries
from habitlog.web.handler_queues import PageRouter
from habitlog.web.pages.entries import parse_posted_form, parse_version
from habitlog.web.presenters.error_text import describe_error
from habitlog.web.refused_texts import open_urgent_card_on_refusal

router = PageRouter()


@router.post("/{pillar}/{entry_id}/save")
def save_entry_in_background(
    request: Request, visitor: FormSender, pillar: PathPillar, entry_id: UUID, form: FormBody
) -> Response:
    """Save the state of a form and respond with the entry's version; a form without a version is of a new entry.

    Where it is refused, or the entry was changed elsewhere, nothing is saved, and the response says why in words. The
    form can then be sent as without a script, which leads to the page that shows both versions.
    """
    app_context, person, values = get_context(request), visitor.person, dict(form)
    version = parse_version(values) if "version" in values else None
    with app_context.database.begin_read() as transaction:
        row = entries.find_entry_row(transaction, person, pillar, str(entry_id))
    _, submitted = parse_posted_form(request, visitor, pillar, form, None if version is None else row)
    try:
        with open_urgent_card_on_refusal(request, person), app_context.database.begin_write() as transaction:
            saved = entries.put_entry(
                transaction,
                person,
                pillar,
                str(entry_id),
                submitted.record_data,
                app_context.now(),
                expected_versions=None if version is None else (version,),
                only_if_new=version is None,
            )
    except PreconditionFailed:
        return _respond_to_other_version(request, visitor, pillar, str(entry_id), submitted.record_data)
    except HabitlogError as error:
        return _refuse(error.status, describe_error(error), entry=error.parameters.get("entry"))
    return _respond({"version": saved.row["version"]})


def _respond_to_other_version(
    request: Request, visitor: Visitor, pillar: Pillar, entry_id: str, record_data: dict[str, Any]
) -> Response:
    """Respond to a form of another version; where its content is the same, it is saved already."""
    try:
        with get_context(request).database.begin_read() as transaction:
            saved, typed = entries.compare_with_saved(transaction, visitor.person, pillar, entry_id, record_data)
    except NotFound as gone:
        return _refuse(gone.status, gettext("This was deleted in another tab or on another device."))
    if diff_entries(pillar, saved, typed, visitor.person.style):
        message = gettext("This was changed in another tab or on another device, and is not overwritten.")
        return _refuse(PreconditionFailed.status, message)
    return _respond({"version": saved["version"]})


def _refuse(status: int, message: str, entry: str | None = None) -> Response:
    """Respond with a message and, where the day has another entry already, with the id of that."""
    if entry:
        message = gettext("This day already has a list, made in another tab or on another device.")
    return _respond({"message": message, "entry": entry}, status)


def _respond(body: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
