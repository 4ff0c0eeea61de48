"""The references that snippets cite, as CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from habitlog.education.errors import EducationError

_OWN_PREFIX = "habitlog-"
_REFERENCES_FILE = "habitlog/education/data/references.json"
_MAX_NAMED_AUTHORS = 6


class Reference(Struct, frozen=True):
    """One CSL-JSON item, with `habitlog-*` members (what it supports, how it was checked)."""

    item: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The key that snippets cite, such as `phillips2017`."""
        return str(self.item["id"])

    @property
    def title(self) -> str:
        """The title as printed."""
        return str(self.item["title"])

    @property
    def year(self) -> int:
        """Year of publication."""
        return int(self.item["issued"]["date-parts"][0][0])

    @property
    def doi_url(self) -> str:
        """Address of the paper by its DOI."""
        return f"https://doi.org/{self.item['DOI']}"

    def to_csl_json(self) -> dict[str, Any]:
        """Return the item as strict CSL-JSON, without the `habitlog-*` members."""
        return {key: value for key, value in self.item.items() if not key.startswith(_OWN_PREFIX)}

    def format_authors(self) -> str:
        """Return the authors with initials; "et al" follows the sixth, or the end of a shortened list."""
        people = self.item["author"]
        names = [_format_author(person) for person in people[:_MAX_NAMED_AUTHORS]]
        is_shortened = len(people) > _MAX_NAMED_AUTHORS or self.item.get(_OWN_PREFIX + "authors-truncated")
        return ", ".join([*names, "et al"] if is_shortened else names)

    def format_citation(self) -> str:
        """Return the reference in Vancouver style, its DOI last."""
        volume = self.item.get("volume", "")
        issue = f"({self.item['issue']})" if "issue" in self.item else ""
        page = f":{self.item['page'].replace('-', '–')}" if "page" in self.item else ""
        title = self.title if self.title.endswith("?") else f"{self.title}."
        printed = f"{self.year};{volume}{issue}{page}".rstrip(";")
        return f"{self.format_authors()}. {title} {self.item['container-title']}. {printed}. doi:{self.item['DOI']}"


def _format_author(person: Mapping[str, str]) -> str:
    if "literal" in person:
        return person["literal"]
    family = " ".join(filter(None, (person.get("non-dropping-particle"), person["family"])))
    initials = "".join(part[0] for part in re.split(r"[\s.-]+", person.get("given", "")) if part)
    return f"{family} {initials}".rstrip()


def parse_references(text: str, location: str = _REFERENCES_FILE) -> Mapping[str, Reference]:
    """Parse a CSL-JSON array; raises `EducationError` for an incomplete item or an id that appears twice."""
    references: dict[str, Reference] = {}
    for item in json.loads(text):
        missing = {"id", "title", "author", "issued", "container-title", "DOI", _OWN_PREFIX + "supports"} - item.keys()
        if missing:
            raise EducationError(location, f"reference {item.get('id')!r} has no {', '.join(sorted(missing))}")
        if item["id"] in references:
            raise EducationError(location, f"reference {item['id']!r} appears twice")
        references[item["id"]] = Reference(MappingProxyType(item))
    return MappingProxyType(references)


def load_references() -> Mapping[str, Reference]:
    """Read the packaged references, by id, in the order of the file."""
    file = resources.files("habitlog.education.data").joinpath("references.json")
    return parse_references(file.read_text(encoding="utf-8"))
