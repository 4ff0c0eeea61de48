"""The router of a part of the API."""

from __future__ import annotations

from fastapi import Depends

from habitlog.web.api.query_parameters import reject_unknown_parameters
from habitlog.web.dependencies import find_token_owner
from habitlog.web.handler_queues import HandlerRouter


class ApiRouter(HandlerRouter):
    """A router for handlers of `web.api`, whose paths are given without `/api/v1`."""

    def __init__(self, tag: str, *, needs_token: bool = True) -> None:
        # Who asks comes first: nobody learns from a refusal what a call takes.
        asked = [find_token_owner, reject_unknown_parameters] if needs_token else [reject_unknown_parameters]
        super().__init__(prefix="/api/v1", tags=[tag], dependencies=[Depends(check) for check in asked])
