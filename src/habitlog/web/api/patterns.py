"""What went together in a person's log."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.usecases import patternjson, patterns
from habitlog.web.api.answers import ApiResponse, render_json_response
from habitlog.web.deps import authenticate_token
from habitlog.web.house import get_context

router = APIRouter(tags=["patterns"])


@router.get("/patterns")
def show(request: Request) -> Response:
    """Show every pair of the fixed list over the last 52 finished weeks: tested, passed, or why it was not tested.

    `switched_on` is false, and the lists are empty, until the person switches patterns on. A pair tells `earlier` and
    `later` metric, `lag` in days, `n` paired days, `n_eff`, Spearman's `correlation` with its 95 % interval from `low`
    to `high`, `p`, `adjusted_p` among all pairs, `passed`, and a `reason` where it could not be tested. What passed
    went together in this log; that can be chance or a third thing.
    """
    house, person = get_context(request), authenticate_token(request, "read")
    with house.database.begin_read() as transaction:
        found = patterns.compute_patterns(transaction, person, person.local_today(house.now()))
    return render_json_response(ApiResponse(patternjson.serialize_patterns(found)))
