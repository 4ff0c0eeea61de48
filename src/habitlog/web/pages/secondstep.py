"""The second step of a sign-in, and signing in once more where a page asks for it."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Forbidden, HabitlogError, Invalid, NotSignedIn, TooManyTries
from habitlog.people.secrets import form_key, form_key_fits
from habitlog.usecases import factor
from habitlog.web.deps import Form, half_cookie_name, sender, visitor, visitor_or_nobody
from habitlog.web.house import house_of
from habitlog.web.pages.sessions import signed_in
from habitlog.web.rendering import page, safe_way, see, with_way

router = APIRouter(prefix="/sign-in")


@router.get("/second")
def new(request: Request, to: str = "/") -> Response:
    """Ask for the code, where a password was right within ten minutes, to go on to `to`."""
    house = house_of(request)
    if visitor_or_nobody(request):
        return see(safe_way(to))
    with house.database.read() as unit:
        if factor.halfway(unit, _half(request), house.now()) is None:
            return see(with_way("/sign-in", to))
    return _ask(request, None, to)


@router.post("/second")
def create(request: Request, form: Form) -> Response:
    """Sign in with the code; a wrong one, a used one and an expired step get one answer."""
    house, given, half = house_of(request), dict(form), _half(request)
    if not form_key_fits(half, given.get("csrf", "")):
        raise Forbidden("This form belongs to another sign-in. Opening the page again gives a fresh one.")
    key, place = house.settings.secret_key(), request.client.host if request.client else ""
    try:
        secret = factor.finish(house.database, key, half, given.get("code", ""), place, house.now())
    except (NotSignedIn, TooManyTries) as error:
        return _ask(request, error, given.get("to", "/"))
    answer = signed_in(house, secret, safe_way(given.get("to", "/")))
    https = house.settings.is_https
    answer.delete_cookie(half_cookie_name(house), path="/", secure=https, httponly=True, samesite="lax")
    return answer


@router.get("/again")
def edit(request: Request, to: str = "/") -> Response:
    """Ask who is signed in for password and code once more, to go on to `to`."""
    who = visitor(request)
    return _ask_again(request, to, {}) if who.has_factor else see("/settings/second-step")


@router.post("/again")
def update(request: Request, form: Form) -> Response:
    """Sign in once more and go on to where the person was; the session gets a new secret."""
    who, house, given = sender(request, form), house_of(request), dict(form)
    typed, to = (given.get("password", ""), given.get("code", "")), given.get("to", "/")
    key = house.settings.secret_key()
    try:
        secret = factor.pass_again(house.database, key, who.person, who.secret, *typed, house.now())
    except Invalid as error:
        return _ask_again(request, to, {p.field: p.message for p in error.problems}, error.status)
    return signed_in(house, secret, safe_way(to))


def _half(request: Request) -> str:
    return request.cookies.get(half_cookie_name(house_of(request)), "")


def _ask(request: Request, error: HabitlogError | None, to: str) -> Response:
    context = {"error": error.detail if error else "", "csrf": form_key(_half(request)), "to": safe_way(to)}
    context["again"] = with_way("/sign-in", to)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyTries) else {}
    return page(request, "secondstep/new.html", context, error.status if error else 200, headers)


def _ask_again(request: Request, to: str, errors: Mapping[str, str], status: int = 200) -> Response:
    return page(request, "secondstep/edit.html", {"to": safe_way(to), "errors": errors}, status)
