"""One's own ids where they do not belong: an entry under another pillar, an id of another kind of thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.authz.actors import ACTORS, Actor, let_in, serves
from tests.authz.judging import Judge, Target, request
from tests.authz.table import Row, read_table

ALIKE = ({"grant", "pending", "invitation"}, {"shown", "held", "grant"}, {"entry", "deleted"})
"""Kinds of which one may stand where another does: a program lists invitations and grants as one, say."""
PILLARS = ("sleep", "diet", "stress")
ROWS = [row for row in read_table() if row.object not in {"", "code"}]


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


@pytest.mark.parametrize("row", ROWS, ids=str)
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
