"""References keep their CSL-JSON whole and are named in short."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.support.cases import for_each_case

from habitlog.education.errors import EducationError
from habitlog.education.references import Reference, load_references, parse_references

REFERENCES = load_references()


def csl_entry(**changes: Any) -> dict[str, Any]:
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


def parse_reference(**changes: Any) -> str:
    [reference] = parse_references(json.dumps([csl_entry(**changes)])).values()
    return reference.format_citation()


def test_short_citations() -> None:
    assert REFERENCES["carney2012"].doi_url == "https://doi.org/10.5665/sleep.1642"
    assert REFERENCES["barnett2005"].format_citation() == (
        "Barnett AG, van der Pols JC, Dobson AJ. Regression to the mean: what it is and how to deal with it. "
        "International Journal of Epidemiology. 2005;34(1):215–220. doi:10.1093/ije/dyh299"
    )
    assert REFERENCES["phillips2017"].format_citation().startswith("Phillips AJK, Clerx WM, O'Brien CS, Sano A, ")
    assert REFERENCES["phillips2017"].format_authors().count(",") == 6
    assert (
        REFERENCES["lauderdale2008"]
        .format_citation()
        .startswith(
            "Lauderdale DS, Knutson KL, Yan LL, Liu K, Rathouz PJ. Self-reported and measured sleep duration: how "
            "similar are they? Epidemiology. 2008;"
        )
    )
    assert parse_reference() == "Doe J. A title. A Journal. 2020. doi:10.1000/xyz"
    assert parse_reference(volume="7", page="e12") == "Doe J. A title. A Journal. 2020;7:e12. doi:10.1000/xyz"


@for_each_case(
    ("author", "told"),
    [
        ([{"family": "Doe", "given": "Jane-Ann M."}], "Doe JAM"),
        ([{"family": "Doe"}, {"family": "Roe", "given": "Å."}], "Doe, Roe Å"),
        ([{"literal": "A Study Group"}], "A Study Group"),
        ([{"family": "Pols", "non-dropping-particle": "van der", "given": "J"}], "van der Pols J"),
        ([{"family": name} for name in "ABCDEF"], "A, B, C, D, E, F"),
        ([{"family": name} for name in "ABCDEFG"], "A, B, C, D, E, F, et al"),
    ],
)
def test_author_list_is_formatted(author: list[dict[str, str]], told: str) -> None:
    assert parse_reference(author=author).startswith(f"{told}. A title. ")


def test_truncated_author_list_ends_with_et_al() -> None:
    assert parse_reference(**{"habitlog-authors-truncated": True}).startswith("Doe J, et al. A title. ")


@for_each_case("reference", REFERENCES.values(), ids=lambda one: one.id)
def test_every_reference_is_printed_in_journal_style(reference: Reference) -> None:
    """Authors. Title. Journal. Year;volume(issue):pages. doi - and the DOI opens as an address."""
    printed = reference.format_citation()
    assert re.fullmatch(r"10\.\d{4,5}/[\w.()/-]+", reference.item["DOI"])
    assert reference.doi_url == f"https://doi.org/{reference.item['DOI']}"
    assert urlsplit(reference.doi_url).path == f"/{reference.item['DOI']}"
    assert printed.endswith(f" doi:{reference.item['DOI']}")
    assert re.search(rf"[.?] {re.escape(reference.item['container-title'])}\. {reference.year}(?:;|\. doi:)", printed)
    assert not re.search(r"\.\.|\s\s|\s[.,;]|None", printed)
    cut = len(reference.item["author"]) > 6 or bool(reference.item.get("habitlog-authors-truncated"))
    assert (", et al. " in printed) == cut


def test_shipped_references_are_unique() -> None:
    found = [one.item["DOI"].lower() for one in REFERENCES.values()]
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("defronzo2009", "a new paradigm for the treatment of type 2 diabetes mellitus. Diabetes. 2009;58(4):773–795."),
        ("hotamisligil2006", "Inflammation and metabolic disorders. Nature. 2006;444("),
        ("saltiel2001", "Insulin signalling and the regulation of glucose and lipid metabolism. Nature. 2001;414("),
        ("shulman2000", "Cellular mechanisms of insulin resistance. Journal of Clinical Investigation. 2000;106("),
        ("traish2009", "II. Type 2 diabetes and insulin resistance. Journal of Andrology. 2009;30(1):23–32."),
    ],
)
def test_easily_confused_references_have_correct_titles(name: str, printed: str) -> None:
    assert printed in REFERENCES[name].format_citation().replace("The Journal", "Journal")


def test_unverified_references_are_not_shipped() -> None:
    families = {(person.get("family"), one.year) for one in REFERENCES.values() for person in one.item["author"]}
    assert not families & {("Nair", 2005), ("Veldhuis", 2006), ("Rosen", 2009), ("Sowers", 2003)}


def test_csl_output_omits_only_own_members() -> None:
    for reference in REFERENCES.values():
        strict = reference.to_csl_json()
        assert not any(key.startswith("habitlog-") for key in strict)
        assert strict.items() <= reference.item.items()
        assert reference.item["habitlog-supports"]
        assert 1950 < reference.year <= 2026
        assert reference.title


def test_incomplete_reference_is_reported() -> None:
    with pytest.raises(EducationError, match=r"some\.json: reference 'doe2020' has no DOI"):
        parse_references(json.dumps([csl_entry(DOI=None)]), "some.json")


def test_duplicate_reference_is_reported() -> None:
    with pytest.raises(EducationError, match="'doe2020' appears twice"):
        parse_references(json.dumps([csl_entry(), csl_entry()]))
