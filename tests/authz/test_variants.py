"""Other spellings of every refused request, and of every request those that say it comes from somebody else."""

from __future__ import annotations

import pytest
from tests.authz.actors import ACTORS, Actor, entry_refusal_status
from tests.authz.checker import AccessChecker
from tests.authz.table import Row, read_table
from tests.authz.variants import VARIANTS, Variant

pytestmark = pytest.mark.sqlite_only
"""An address is taken apart before any database is asked."""

SPELLED = {True: ("nobody", "a program of another person"), False: ("nobody", "a coach who is shown sleep")}
"""Who spells otherwise, where programs are served and where people are: at the other's door both are nobody."""
NAMED = {"nobody", "another person", "a coach who is shown sleep", "a program of another person"}


def variants_to_try(row: Row, actor: Actor) -> list[Variant]:
    """Return every variant of a request that is refused, and of each the ones that name somebody else."""
    spells = actor.name in SPELLED[row.door in {"read", "write", "export"}]
    refused = spells and (entry_refusal_status(row, actor) or (row.object and not row.free))
    return [one for one in VARIANTS if refused or (one.names and not row.slow)]


@pytest.mark.parametrize("row", [row for row in read_table() if row.door != "anybody"], ids=str)
def test_request_variant_gives_no_more_access(judge: AccessChecker, row: Row) -> None:
    actors = [one for one in ACTORS if one.name in NAMED]
    wrong = [
        told
        for one in actors
        for variant in variants_to_try(row, one)
        for told in judge.check_variant(row, one, variant)
    ]
    wrong += judge.leftover_changes()
    assert not wrong, "\n".join([f"{row}:", *wrong])
