"""Logging with one tap what a day page offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from fastapi import Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopicUnsure, Conflict, FieldProblem, Invalid, PreconditionFailed
from habitlog.usecases.entries import entries
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, FormSender, PathPillar
from habitlog.web.handler_queues import PageRouter
from habitlog.web.pages.today import day_url, render_day
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.responses import redirect

router = PageRouter()


@router.post("/{pillar}/quick")
def log_quick_entry(request: Request, visitor: FormSender, pillar: PathPillar, form: FormBody) -> Response:
    """Save the entry in `entry`, as JSON, under the id of the form: sent twice, it is saved once.

    Where the day has such an entry by now, or its words are to be asked about again, the day is shown with a message.
    """
    values, app_context = dict(form), get_context(request)
    entry_id, raw = _parse_entry(values)
    try:
        with (
            open_urgent_card_on_refusal(request, visitor.person),
            app_context.database.begin_write() as transaction,
        ):
            saved = entries.put_entry(
                transaction, visitor.person, pillar, entry_id, raw, app_context.now(), only_if_new=True
            )
    except (Conflict, PreconditionFailed, ClinicianTopicUnsure) as conflict:
        day = visitor.person.local_today(app_context.now())
        return render_day(request, visitor, conflict.parameters.get("day", day), conflict)
    return redirect(day_url(saved.row["day"], pillar, entry_id))


def _parse_entry(values: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    try:
        raw = orjson.loads(values.get("entry", ""))
        entry_id = str(UUID(values.get("entry_id", "")))
    except ValueError:
        raise Invalid([FieldProblem("entry", "body_not_an_object")]) from None
    if not isinstance(raw, dict):
        raise Invalid([FieldProblem("entry", "body_not_an_object")])
    return entry_id, raw
