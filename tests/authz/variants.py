"""Other ways to write the same request: none may give more than the plain one does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlencode

from msgspec import Struct
from msgspec.structs import replace
from tests.authz.asgi_client import Request
from tests.authz.world import World, name_for


class Variant(Struct, frozen=True):
    """What is done to a request; `same` is whether the service is to take it for the plain one, `names` whether
    it says that somebody else is asking."""

    called: str
    of: Callable[[Request, World], Request]
    same: bool = False
    names: bool = False

    def __str__(self) -> str:
        return self.called


def _path(change: Callable[[str], str]) -> Callable[[Request, World], Request]:
    return lambda plain, _: replace(plain, path=change(plain.path))


def _method(method: Callable[[str], str]) -> Callable[[Request, World], Request]:
    return lambda plain, _: replace(plain, method=method(plain.method))


def _headers(
    method: Callable[[str], str], more: Callable[[Request, World], Mapping[str, str]]
) -> Callable[[Request, World], Request]:
    def made(plain: Request, world: World) -> Request:
        return replace(plain, method=method(plain.method), headers={**plain.headers, **more(plain, world)})

    return made


def _slashed(path: str) -> str:
    head, _, rest = path[1:].partition("/")
    return f"/{head}%2F{rest}" if rest else f"/{head}%2F"


def _coded(path: str) -> str:
    """Return an address whose first letters are written as codes: it is the same address (RFC 3986, section 6.2.2)."""
    return "/".join(f"%{ord(part[0]):02x}{part[1:]}" if part[:1].isalpha() else part for part in path.split("/"))


def _override(plain: Request, _: World) -> Mapping[str, str]:
    names = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
    return dict.fromkeys(names, plain.method)


def _elsewhere(plain: Request, world: World) -> Mapping[str, str]:
    """Return headers by which a proxy says where a request was going and who sent it."""
    ada = f"{name_for('ada')}@example.org".lower()
    places = dict.fromkeys(("X-Original-URL", "X-Rewrite-URL"), plain.path)
    people = dict.fromkeys(("X-Forwarded-User", "X-Forwarded-Email", "Remote-User", "X-Person-Id"), ada)
    return places | people | {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "localhost", "X-Real-IP": "::1"}


def _names(world: World) -> dict[str, str | int]:
    """Return every field by which a request could say that it is Ada's, or about what is hers."""
    ada = world.people["ada"]
    hers = {"id": world.objects["ada"]["entry"], "entry_id": world.objects["ada"]["entry"]}
    return dict.fromkeys(("person_id", "client_id", "owner_id", "user_id", "person", "as"), ada) | hers


def _in_the_address(plain: Request, world: World) -> Request:
    return replace(plain, query="&".join(filter(None, (plain.query, urlencode(_names(world))))))


def _in_the_body(plain: Request, world: World) -> Request:
    if plain.headers.get("Content-Type") == "application/json":
        return replace(plain, body=json.dumps({**json.loads(plain.body), **_names(world)}).encode())
    pairs = parse_qsl(plain.body.decode(), keep_blank_values=True)
    return replace(plain, body=urlencode([*pairs, *_names(world).items()]).encode())


VARIANTS = [
    Variant("with a slash at the end", _path(lambda path: f"{path}/")),
    Variant("with a slash too many", _path(lambda path: f"/{path}")),
    Variant("in capitals", _path(str.upper)),
    Variant("with letters as codes", _path(_coded), same=True),
    Variant("with a coded slash", _path(_slashed)),
    Variant("with a coded dot", _path(lambda path: f"/%2e{path}")),
    Variant("by a way up", _path(lambda path: f"/static/%2e%2e{path}")),
    Variant("by a way up all in codes", _path(lambda path: f"/static%2f%2e%2e%2f{path[1:]}")),
    Variant("with an ending", _path(lambda path: f"{path}.json")),
    Variant("with a parameter of the path", _path(lambda path: f"{path};a=1")),
    Variant("with a zero byte", _path(lambda path: f"{path}%00")),
    Variant("as HEAD", _method(lambda method: "HEAD" if method == "GET" else method), same=True),
    Variant("as PATCH", _method(lambda _: "PATCH")),
    Variant("as OPTIONS", _method(lambda _: "OPTIONS")),
    Variant("in small letters", _method(str.lower)),
    Variant("as GET that says it is another", _headers(lambda _: "GET", _override), same=True),
    Variant("as POST that says it is another", _headers(lambda _: "POST", _override), same=True),
    Variant("with what a proxy adds", _headers(lambda method: method, _elsewhere), same=True, names=True),
    Variant("with Ada in the address", _in_the_address, same=True, names=True),
    Variant("with Ada in the body", _in_the_body, same=True, names=True),
]
