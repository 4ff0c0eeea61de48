"""Query parameters of API calls: only known names, each at most once."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from fastapi.routing import APIRoute
from pydantic import WithJsonSchema

from habitlog.errors import FieldProblem, Invalid

Cursor = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^[A-Za-z0-9_-]+$"})]
PageCursor = Annotated[Cursor | None, Query(description="`next` of the page before, unchanged.")]


async def reject_unknown_parameters(request: Request) -> None:
    """Raise `Invalid` for each unknown or repeated name: a slip such as `form=` for `from=` would change the answer."""
    route: APIRoute = request.scope["route"]
    known = _known_parameters(route)
    names = [name for name, _ in request.query_params.multi_items()]
    unknown = [_build_unknown_problem(name, known) for name in dict.fromkeys(names) if name not in known]
    repeated = [FieldProblem(name, "parameter_repeated") for name in known if names.count(name) > 1]
    if unknown or repeated:
        raise Invalid([*unknown, *repeated])


def _build_unknown_problem(name: str, known: list[str]) -> FieldProblem:
    if not known:
        return FieldProblem(name, "parameters_not_expected")
    return FieldProblem(name, "parameter_unknown", {"known": known})


def _known_parameters(route: APIRoute) -> list[str]:
    extra = (route.openapi_extra or {}).get("parameters", ())
    return [*(field.alias for field in route.dependant.query_params), *(parameter["name"] for parameter in extra)]
