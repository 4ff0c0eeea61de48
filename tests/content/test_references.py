"""References keep their CSL-JSON whole and are named in short."""

from __future__ import annotations

import json
from typing import Any

import pytest

from habitlog.content.problems import ContentError
from habitlog.content.references import load_references, parse_references

REFERENCES = load_references()


def entry(**changes: Any) -> dict[str, Any]:
    base = {
        "id": "doe2020",
        "title": "A title",
        "author": [{"family": "Doe", "given": "J"}],
        "issued": {"date-parts": [[2020, 3]]},
        "container-title": "A Journal",
        "DOI": "10.1000/xyz",
        "habitlog-supports": "Something.",
    }
    return {key: value for key, value in {**base, **changes}.items() if value is not None}


def one(**changes: Any) -> str:
    [reference] = parse_references(json.dumps([entry(**changes)])).values()
    return reference.citation()


def test_short_citations() -> None:
    assert REFERENCES["phillips2017"].citation() == "Phillips and others, 2017, Scientific Reports"
    assert REFERENCES["carney2012"].doi_url == "https://doi.org/10.5665/sleep.1642"
    assert one() == "Doe, 2020, A Journal"
    assert one(author=[{"family": "Doe"}, {"family": "Roe"}]) == "Doe and Roe, 2020, A Journal"
    assert one(author=[{"literal": "A Study Group"}]) == "A Study Group, 2020, A Journal"
    assert one(**{"habitlog-authors-truncated": True}) == "Doe and others, 2020, A Journal"


def test_csl_leaves_our_own_members_out_and_keeps_the_rest() -> None:
    for reference in REFERENCES.values():
        strict = reference.csl()
        assert not any(key.startswith("habitlog-") for key in strict)
        assert strict.items() <= reference.item.items()
        assert reference.supports
        assert 1950 < reference.year <= 2026
        assert reference.title


def test_an_incomplete_entry_is_named() -> None:
    with pytest.raises(ContentError, match=r"some\.json: reference 'doe2020' has no DOI"):
        parse_references(json.dumps([entry(DOI=None)]), "some.json")


def test_a_doubled_entry_is_named() -> None:
    with pytest.raises(ContentError, match="'doe2020' appears twice"):
        parse_references(json.dumps([entry(), entry()]))
