"""The table of `authz.toml`, and the routes of a service it is held against."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from msgspec import Struct, field
from starlette.routing import BaseRoute, Mount

TABLE = Path(__file__).with_name("authz.toml")
DOORS = ("anybody", "session", "coach", "leaving", "read", "write", "export")
SENT = ("query", "form", "json", "upload")
SAYS = {"free", "touches", "answers", "leavers", "slow", *SENT}
OBJECTS = {"entry", "deleted", "waiting", "saved", "unmapped", "session", "token", "invitation", "pending", "grant"}
OBJECTS |= {"shown", "held", "code", "tag", "over", "running"}
"""What belongs to somebody, as `world.py` makes it for each who has one."""


class Row(Struct, frozen=True):
    """One line: a route, the door it stands behind, what a good request brings, and what is special about it."""

    route: str
    door: str
    path: Mapping[str, str]
    sent: Mapping[str, Mapping[str, Any]]
    free: bool = False
    touches: bool = False
    leavers: bool = False
    slow: bool = False
    answers: Sequence[int] = field(default=())

    def __str__(self) -> str:
        return self.route

    @property
    def method(self) -> str:
        return self.route.split()[0]

    @property
    def address(self) -> str:
        return self.route.split()[1]

    @property
    def is_safe(self) -> bool:
        return self.method == "GET"

    @property
    def object(self) -> str:
        """Return the kind of somebody's object in the request; "" where there is none."""
        given = [*self.path.values(), *(str(value) for sent in self.sent.values() for value in sent.values())]
        found = [name for text in given for name in re.findall(r"\{(\w+)\}", text) if name in OBJECTS]
        assert len(found) < 2, f"{self.route} names two objects, {found}: one line of authz.toml tries one."
        return found[0] if found else ""


def read_table(path: Path = TABLE) -> list[Row]:
    """Return every row; the message of a failure says what to write where."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = sorted(set(told) - {"path", *DOORS})
    assert not unknown, f"authz.toml has no such section: {unknown}. The sections are {DOORS}."
    rows = [_row(route, door, given, told["path"]) for door in DOORS for route, given in told[door].items()]
    names = [row.route for row in rows]
    assert len(set(names)) == len(names), (
        f"twice in authz.toml: {sorted({one for one in names if names.count(one) > 1})}"
    )
    return rows


def _row(route: str, door: str, given: Mapping[str, Any], known: Mapping[str, str]) -> Row:
    names = re.findall(r"\{(\w+)\}", route)
    spare = sorted(set(given) - SAYS - set(names))
    assert not spare, f"{route} in authz.toml says {spare}, which is neither in its address nor one of {sorted(SAYS)}."
    missing = [name for name in names if name not in given and name not in known]
    assert not missing, f"{route} has {missing} in its address: say under [path] in authz.toml what stands there."
    path = {name: given.get(name, known.get(name, "")) for name in names}
    flags = {name: value for name, value in given.items() if name in SAYS - set(SENT)}
    return Row(route, door, path, {name: given[name] for name in SENT if name in given}, **flags)


def routes_of(app: FastAPI) -> Iterator[str]:
    """Yield "METHOD /address" of everything a service answers: pages, API, documents, mounted folders and services.

    A folder of files reads as `/folder/{file}`. What is no plain route reads as its own type, for which the table has
    no word: whoever brings the first one teaches the matrix to ask it.
    """
    yield from _walk(app.routes, "")


def _walk(routes: Sequence[BaseRoute], under: str) -> Iterator[str]:
    for one in iter_route_contexts(routes):
        path = f"{under}{one.path or ''}"
        if isinstance(one.original_route, Mount):
            inside = getattr(one.original_route, "routes", None)
            yield from _walk(inside, path) if inside else (f"GET {path}/{{file}}",)
        elif one.methods:
            # HEAD is answered wherever GET is, and tried with each.
            yield from (f"{method} {path}" for method in sorted(one.methods - {"HEAD"}))
        else:
            yield f"{type(one.original_route).__name__.upper()} {path}"


def faults(app: FastAPI, rows: Sequence[Row]) -> list[str]:
    """Return a sentence for every route without a row and every row without a route."""
    there, told = sorted(set(routes_of(app))), {row.route for row in rows}
    bare = [
        f'Nobody has said who may use {route}: add the line "{route}" = {{}} to tests/authz/authz.toml, in the section '
        "of whom it serves."
        for route in there
        if route not in told
    ]
    spare = [f'tests/authz/authz.toml has a line "{route}", and there is no such route.' for route in told - set(there)]
    return bare + sorted(spare)
