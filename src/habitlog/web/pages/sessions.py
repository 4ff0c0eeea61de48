"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import HabitlogError, NotFound, NotSignedIn, TooManyTries
from habitlog.usecases import accounts, joining
from habitlog.web.deps import Form, anybody, cookie_name, half_cookie_name, require_key, visitor_or_nobody
from habitlog.web.house import House, house_of
from habitlog.web.rendering import page, safe_way, see, with_way

router = APIRouter()
DEMO_ADDRESS, DEMO_COACH = "mara@example.org", "ida@example.org"


@router.get("/sign-in")
def new(request: Request, to: str = "/") -> Response:
    """Show the sign-in form, which leads on to `to`; a server without accounts shows the sign-up form."""
    house = house_of(request)
    if visitor_or_nobody(request):
        return see(safe_way(to))
    with house.database.read() as unit:
        if house.settings.sign_up != "closed" and not accounts.count(unit):
            return see(with_way("/sign-up", to))
    return _draw(request, "", None, to)


@router.post("/sign-in")
def create(request: Request, form: Form) -> Response:
    """Sign in; who has a second step goes on to it."""
    house, given = house_of(request), dict(form)
    email, place = given.get("email", ""), request.client.host if request.client else ""
    to = given.get("to", "/")
    try:
        entered = accounts.enter(house.database, email, given.get("password", ""), place, house.now())
    except (NotSignedIn, TooManyTries) as error:
        return _draw(request, email, error, to)
    return signed_in(house, entered.secret, safe_way(to)) if entered.whole else _half_way(house, entered.secret, to)


@router.post("/sign-in/demo")
def create_demo(request: Request, who: str = "") -> Response:
    """Sign in as the person of the demonstration, or as her coach; there is no such address on a real server.

    The coach's session has passed a second step now, for the twelve hours that holds for any coach.
    """
    house = house_of(request)
    if not house.settings.demo:
        raise NotFound
    with house.database.write() as unit:
        if who == "coach":
            return signed_in(house, accounts.open_for(unit, DEMO_COACH, house.now(), house.now()), "/coach")
        return signed_in(house, accounts.open_for(unit, DEMO_ADDRESS, house.now()))


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


def _half_way(house: House, secret: str, to: str) -> Response:
    second = with_way("/sign-in/second", to)
    return _with_cookie(see(second), house, half_cookie_name(house), secret, accounts.HALF_WAY)


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


def _draw(request: Request, email: str, error: HabitlogError | None, to: str) -> Response:
    house = house_of(request)
    with house.database.read() as unit:
        door = joining.door(unit, house.settings.sign_up)
    context = {
        "email": email,
        "error": error.detail if error else "",
        "door": door,
        "demo": house.settings.demo,
        "to": safe_way(to),
        "sign_up": with_way("/sign-up", to),
    }
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyTries) else {}
    return page(request, "sessions/new.html", context, error.status if error else 200, headers)
