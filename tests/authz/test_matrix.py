"""The matrix: every route by every kind of person and program, with what is theirs, somebody else's and nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.authz.actors import ACTORS, ASKED_WHERE_SLOW, COACHES, Actor, let_in, serves
from tests.authz.asking import Request
from tests.authz.judging import Judge, Target, request
from tests.authz.table import Row, read_table

ROWS = read_table()
ALIKE = ({"grant", "pending", "invitation"}, {"shown", "held", "grant"}, {"entry", "deleted"})
"""Kinds of which one may stand where another does: a program lists invitations and grants as one, say."""
PILLARS = ("sleep", "diet", "stress")
WITH_IDS = [row for row in ROWS if row.object not in {"", "code"}]
OWN = ("/", "/days/2026-01-05", "/days/2026-03-02", "/days/2026-03-12?deleted=1", "/sharing", "/data", "/data/export")


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_route_serves_whom_the_table_says_and_nobody_else(judge: Judge, row: Row) -> None:
    actors = [one for one in ACTORS if not row.slow or let_in(row, one) or one.name in ASKED_WHERE_SLOW]
    wrong = [sentence for actor in actors for sentence in judge.row(row, actor)]
    wrong += judge.left_behind()
    assert not wrong, "\n".join([f"{row}:", *wrong])


def owner_at(row: Row) -> Actor:
    """Return who has an object of the row's kind and is let in there."""
    who = "all" if row.object in {"shown", "held"} else "ada"
    return next(one for one in ACTORS if one.who == who and not let_in(row, one) and serves(row.object, one, who))


def strays(row: Row, objects: dict[str, str]) -> Iterator[tuple[Row, Target]]:
    """Yield the row with an id of Ada's of every other kind, and under every other parent."""
    alike = set().union(*(kinds for kinds in ALIKE if row.object in kinds), {row.object})
    for kind, its_id in objects.items():
        # An id that the sender makes up is taken by another entry of theirs alone.
        if kind not in alike | {"code"} and (kind == "night" or not row.free):
            yield row, Target(f" with the {kind} of ada", its_id, there=False)
    if "pillar" in row.path:
        for pillar in PILLARS:
            called = f" with the {row.object} of ada under {pillar}"
            yield replace(row, path={**row.path, "pillar": pillar}), Target(called, objects[row.object], there=False)


@pytest.mark.parametrize("row", WITH_IDS, ids=str)
def test_an_id_out_of_place_is_as_good_as_none(judge: Judge, row: Row) -> None:
    actor, wrong = owner_at(row), []
    for strayed, target in strays(row, judge.world.objects["ada"]):
        answer, told = judge.ask(strayed, actor, request(judge.world, strayed, actor, target), target, let=False)
        wrong += [f"{actor}{target.called}: {one}" for one in told]
        # A free id that is one's own elsewhere is a conflict, and a form of another pillar does not fit.
        if answer.status not in ({404, 409, 422} if row.method in {"PUT", "POST"} else {404}):
            wrong.append(f"{actor}{target.called}: {answer.status}")
    wrong += judge.left_behind()
    assert not wrong, "\n".join([f"{row}:", *wrong])


def read(judge: Judge, who: str, *addresses: str) -> str:
    cookie = {"Cookie": f"habitlog={judge.world.sessions[who]}"}
    asked = [address.partition("?") for address in addresses]
    answers = [judge.world.ask(Request("GET", path, query, cookie)) for path, _, query in asked]
    assert {answer.status for answer in answers} <= {200, 404}
    return "\n".join(answer.whole for answer in answers)


def test_every_canary_sings_where_it_may(judge: Judge) -> None:
    """All that is a client's own is on her pages, or on those of the coaches she shares with."""
    coaches = [one.who for one in COACHES if one.grant in {"pending", "active"} and one.comes_in]
    held = judge.world.objects
    seen = "\n".join(
        [read(judge, key, *OWN) for key in ("ada", "bea")]
        + [read(judge, who, "/coach", *(f"/coach/{its_id}" for its_id in held[who].values())) for who in coaches]
    )
    judge.world.kept.restore(judge.world.kept.changes())
    labels = {f"the label for {who}" for who in coaches}
    known = {held[key][kind] for key in ("ada", "bea") for kind in ("entry", "night", "grant", "pending", "token")}
    silent = [
        (str(one), word)
        for one in judge.canaries
        for word in one.words
        if word not in seen
        if one.owners & {"ada", "bea"} and (one.of not in {"an id", "the name"} or word in known)
        if not one.of.startswith("the label") or one.of in labels
    ]
    assert silent == []


def test_a_coach_is_shown_what_is_granted_and_nothing_beside_it(judge: Judge) -> None:
    """The figures of each pillar, by the very words the matrix looks for."""
    for coach in (one for one in COACHES if one.grant == "active" and one.comes_in and one.client == "ada"):
        text = read(judge, coach.who, f"/coach/{judge.world.objects[coach.who]['shown']}")
        figures = [one for one in judge.canaries if one.owners == {"ada"}]
        told = {one.of for one in figures if any(word in text for word in one.words)}
        assert told - {"an id"} == coach.opens
    judge.world.kept.restore(judge.world.kept.changes())
