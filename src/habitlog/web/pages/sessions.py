"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import HabitlogError, NotFound, NotSignedIn, TooManyTries
from habitlog.usecases import accounts
from habitlog.web.deps import Form, anybody, cookie_name, half_cookie_name, require_key, visitor_or_nobody
from habitlog.web.house import House, house_of
from habitlog.web.rendering import page, see

router = APIRouter()
DEMO_ADDRESS = "mara@example.org"


@router.get("/sign-in")
def new(request: Request) -> Response:
    """Show the sign-in form; a server without accounts shows the sign-up form."""
    house = house_of(request)
    if visitor_or_nobody(request):
        return see("/")
    with house.database.read() as unit:
        if house.settings.sign_up != "closed" and not accounts.count(unit):
            return see("/sign-up")
    return _draw(request, "", None)


@router.post("/sign-in")
def create(request: Request, form: Form) -> Response:
    """Sign in; who has a second step goes on to it."""
    house, given = house_of(request), dict(form)
    email, place = given.get("email", ""), request.client.host if request.client else ""
    try:
        entered = accounts.enter(house.database, email, given.get("password", ""), place, house.now())
    except (NotSignedIn, TooManyTries) as error:
        return _draw(request, email, error)
    return signed_in(house, entered.secret) if entered.whole else _half_way(house, entered.secret)


@router.post("/sign-in/demo")
def create_demo(request: Request) -> Response:
    """Sign in as the person of the demonstration; there is no such address on a real server."""
    house = house_of(request)
    if not house.settings.demo:
        raise NotFound
    with house.database.write() as unit:
        secret = accounts.open_for(unit, DEMO_ADDRESS, house.now())
    return signed_in(house, secret)


@router.post("/sign-out")
def delete(request: Request, form: Form) -> Response:
    """Sign out, here and on the server; the browser forgets what it kept."""
    who, house = anybody(request), house_of(request)
    require_key(who, form)
    with house.database.write() as unit:
        accounts.leave(unit, who.secret)
    return forgetting(see("/sign-in"), house)


def forgetting(answer: Response, house: House) -> Response:
    """Take the session cookie, and whatever else it kept, from a browser with an answer."""
    answer.delete_cookie(cookie_name(house), path="/", secure=house.settings.is_https, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def signed_in(house: House, secret: str, to: str = "/") -> Response:
    """Send a browser on with its session cookie."""
    return keeping(see(to), house, secret)


def keeping(answer: Response, house: House, secret: str) -> Response:
    """Hand a browser its session cookie with an answer."""
    return _with_cookie(answer, house, cookie_name(house), secret, accounts.LONGEST)


def _half_way(house: House, secret: str) -> Response:
    return _with_cookie(see("/sign-in/second"), house, half_cookie_name(house), secret, accounts.HALF_WAY)


def _with_cookie(answer: Response, house: House, name: str, secret: str, lasts: timedelta) -> Response:
    answer.set_cookie(
        name,
        secret,
        max_age=int(lasts.total_seconds()),
        path="/",
        secure=house.settings.is_https,
        httponly=True,
        samesite="lax",
    )
    return answer


def _draw(request: Request, email: str, error: HabitlogError | None) -> Response:
    house = house_of(request)
    with house.database.read() as unit:
        can_sign_up = accounts.can_sign_up(unit, house.settings.sign_up)
    context = {
        "email": email,
        "error": error.detail if error else "",
        "can_sign_up": can_sign_up,
        "demo": house.settings.demo,
    }
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyTries) else {}
    return page(request, "sessions/new.html", context, error.status if error else 200, headers)
