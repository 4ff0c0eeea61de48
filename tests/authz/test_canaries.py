"""What the matrix looks for is there to be found: who may see it does, on the pages that are for it."""

from __future__ import annotations

from tests.authz.actors import COACHES
from tests.authz.asking import Request
from tests.authz.judging import Judge

OWN = ("/", "/days/2026-01-05", "/days/2026-03-02", "/days/2026-03-12?deleted=1", "/sharing", "/data", "/data/export")


def read(judge: Judge, who: str, *addresses: str) -> str:
    cookie = {"Cookie": f"habitlog={judge.world.sessions[who]}"}
    asked = [address.partition("?") for address in addresses]
    answers = [judge.world.ask(Request("GET", path, query, cookie)) for path, _, query in asked]
    assert {answer.status for answer in answers} <= {200, 404}
    return "\n".join(answer.whole for answer in answers)


def test_every_canary_sings_where_it_may(judge: Judge) -> None:
    """All that is a client's own is on her pages, or on those of the coaches she shares with."""
    coaches = [one.who for one in COACHES if one.grant in {"pending", "active"} and one.works and one.steps]
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
    for coach in (one for one in COACHES if one.grant == "active" and one.steps and one.works and one.client == "ada"):
        text = read(judge, coach.who, f"/coach/{judge.world.objects[coach.who]['shown']}")
        figures = [one for one in judge.canaries if one.owners == {"ada"}]
        told = {one.of for one in figures if any(word in text for word in one.words)}
        assert told - {"an id"} == coach.opens
    judge.world.kept.restore(judge.world.kept.changes())
