"""Export for programs."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse

from habitlog.usecases import exporting
from habitlog.web.deps import authenticate_token
from habitlog.web.house import get_context

router = APIRouter(tags=["export"])


@router.get("/export")
def export(request: Request, format_: Annotated[Literal["json"], Query(alias="format")] = "json") -> StreamingResponse:
    """Stream the whole record as one JSON document."""
    person = authenticate_token(request, "export")
    return StreamingResponse(
        exporting.export_record(get_context(request).database, person),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="habitlog.{format_}"'},
    )
