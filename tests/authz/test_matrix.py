"""The matrix: every route by every kind of person and program, with what is theirs, somebody else's and nobody's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from tests.authz.actors import ACTORS, ACTORS_FOR_SLOW_ROWS, COACHES, Actor, entry_refusal_status, owns_object
from tests.authz.asgi_client import Request
from tests.authz.checker import AccessChecker, Target, build_request
from tests.authz.table import Row, read_table

ROWS = read_table()
ALIKE = (
    {"grant", "pending", "invitation"},
    {"shown", "held", "grant"},
    {"entry", "deleted"},
    {"waiting", "saved", "unmapped"},
    {"over", "running"},
)
"""Kinds of which one may stand where another does: a program lists invitations and grants as one, say."""
PILLARS = ("sleep", "diet", "stress")
WITH_IDS = [row for row in ROWS if row.object not in {"", "code"}]
OWN = (
    "/",
    "/days/2026-01-05",
    "/days/2026-03-02",
    "/days/2026-03-12?deleted=1",
    "/sharing",
    "/data",
    "/data/export",
    "/imports",
    "/experiments",
)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_route_serves_only_actors_named_in_table(judge: AccessChecker, row: Row) -> None:
    # On PostgreSQL each person asks for what has an owner; whom a route lets in at all is found out on SQLite.
    is_shortened = row.slow or not (row.object or judge.world.snapshot.is_sqlite)
    actors = [
        one for one in ACTORS if not is_shortened or entry_refusal_status(row, one) or one.name in ACTORS_FOR_SLOW_ROWS
    ]
    wrong = [sentence for actor in actors for sentence in judge.check_row(row, actor)]
    wrong += judge.leftover_changes()
    assert not wrong, "\n".join([f"{row}:", *wrong])


def find_owner_actor(row: Row) -> Actor:
    """Return who has an object of the row's kind and is let in there."""
    who = "all" if row.object in {"shown", "held"} else "ada"
    return next(
        one
        for one in ACTORS
        if one.person_key == who and not entry_refusal_status(row, one) and owns_object(row.object, one, who)
    )


def misplaced_ids(row: Row, objects: dict[str, str]) -> Iterator[tuple[Row, Target]]:
    """Yield the row with an id of Ada's of every other kind, and under every other parent."""
    alike = set().union(*(kinds for kinds in ALIKE if row.object in kinds), {row.object})
    for kind, its_id in objects.items():
        # An id that the sender makes up is taken by another entry of theirs alone.
        if kind not in alike | {"code"} and ((kind == "night" and row.object == "entry") or not row.free):
            yield row, Target(f" with the {kind} of ada", its_id, exists=False)
    if "pillar" in row.path:
        for pillar in PILLARS:
            called = f" with the {row.object} of ada under {pillar}"
            yield replace(row, path={**row.path, "pillar": pillar}), Target(called, objects[row.object], exists=False)


@pytest.mark.parametrize("row", WITH_IDS, ids=str)
def test_misplaced_id_is_answered_like_missing_id(judge: AccessChecker, row: Row) -> None:
    actor, wrong = find_owner_actor(row), []
    for strayed, target in misplaced_ids(row, judge.world.objects["ada"]):
        answer, told = judge.send_request(
            strayed, actor, build_request(judge.world, strayed, actor, target), target, let=False
        )
        wrong += [f"{actor}{target.label}: {one}" for one in told]
        # A free id that is one's own elsewhere is a conflict, and a form of another pillar does not fit.
        if answer.status not in ({404, 409, 422} if row.method in {"PUT", "POST"} else {404}):
            wrong.append(f"{actor}{target.label}: {answer.status}")
    wrong += judge.leftover_changes()
    assert not wrong, "\n".join([f"{row}:", *wrong])


def read_pages(judge: AccessChecker, who: str, *addresses: str) -> str:
    cookie = {"Cookie": f"habitlog={judge.world.sessions[who]}"}
    asked = [address.partition("?") for address in addresses]
    answers = [judge.world.send(Request("GET", path, query, cookie)) for path, _, query in asked]
    assert {answer.status for answer in answers} <= {200, 404}
    return "\n".join(answer.as_text for answer in answers)


def test_every_canary_is_visible_to_its_owner(judge: AccessChecker) -> None:
    """All that is a client's own is on her pages, or on those of the coaches she shares with."""
    coaches = [
        one.person_key for one in COACHES if one.grant_stage in {"pending", "active"} and one.may_open_coach_pages
    ]
    held = judge.world.objects
    seen = "\n".join(
        [read_pages(judge, key, *OWN) for key in ("ada", "bea")]
        + [read_pages(judge, who, "/coach", *(f"/coach/{its_id}" for its_id in held[who].values())) for who in coaches]
    )
    judge.world.snapshot.restore(judge.world.snapshot.changed_rows())
    labels = {f"the label for {who}" for who in coaches}
    known = {held[key][kind] for key in ("ada", "bea") for kind in ("entry", "night", "grant", "pending", "token")}
    silent = [
        (str(one), word)
        for one in judge.canaries
        for word in one.words
        if word not in seen
        if one.owners & {"ada", "bea"} and (one.subject not in {"an id", "the name"} or word in known)
        if not one.subject.startswith("the label") or one.subject in labels
    ]
    assert silent == []


def test_coach_sees_only_granted_pillars(judge: AccessChecker) -> None:
    """The figures of each pillar, by the very words the matrix looks for."""
    for coach in (
        one for one in COACHES if one.grant_stage == "active" and one.may_open_coach_pages and one.client == "ada"
    ):
        text = read_pages(judge, coach.person_key, f"/coach/{judge.world.objects[coach.person_key]['shown']}")
        figures = [one for one in judge.canaries if one.owners == {"ada"}]
        told = {one.subject for one in figures if any(word in text for word in one.words)}
        assert told - {"an id"} == coach.visible_pillars
    judge.world.snapshot.restore(judge.world.snapshot.changed_rows())
