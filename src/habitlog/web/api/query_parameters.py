"""What stands after the question mark of a call: known names alone, each once."""

from __future__ import annotations

from fastapi import Request
from fastapi.routing import APIRoute

from habitlog.errors import FieldProblem, Invalid


def reject_unknown_parameters(request: Request) -> None:
    """Refuse names that a call does not take: a slip such as `form=` for `from=` would be answered for other days.

    Raises `Invalid` naming each of them.
    """
    route: APIRoute = request.scope["route"]
    known = _known_parameters(route)
    given = [name for name, _ in request.query_params.multi_items()]
    told = f"This call takes {', '.join(known)}." if known else "This call takes nothing here."
    wrong = [FieldProblem(name, told) for name in dict.fromkeys(given) if name not in known]
    twice = [FieldProblem(name, "This may be given once.") for name in known if given.count(name) > 1]
    if wrong or twice:
        raise Invalid([*wrong, *twice])


def _known_parameters(route: APIRoute) -> list[str]:
    extra = (route.openapi_extra or {}).get("parameters", ())
    return [*(field.alias for field in route.dependant.query_params), *(one["name"] for one in extra)]
