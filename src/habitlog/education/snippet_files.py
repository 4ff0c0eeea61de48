"""The parser of snippet files (TOML); its errors name the file, the line and the snippet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib import resources
from typing import Any

from msgspec import Struct

from habitlog.education.errors import EducationError
from habitlog.education.rules import RuleError, parse_rule
from habitlog.education.snippet import FUNDAMENTALS, Snippet
from habitlog.education.vocabulary import EducationVocabulary

_SNIPPET_HEADER = "[[snippet]]"
_FIELD_TYPES: Mapping[str, type] = {
    **dict.fromkeys(("id", "title", "text", "chapter", "evidence", "population", "limits"), str),
    **dict.fromkeys(("certainty", "certainty_reason"), str),
    **dict.fromkeys(("topics", "lines", "sources", "shows_when"), list),
    "reviewed": date,
    "version": int,
}
_OPTIONAL_TYPES: Mapping[str, type] = {
    **dict.fromkeys(("size", "question", "leads_to"), str),
    **dict.fromkeys(("touches", "more"), list),
}


class SnippetFile(Struct, frozen=True):
    """One parsed TOML file with the lines at which its snippets start."""

    name: str
    tables: Mapping[str, Any]
    start_lines: tuple[int, ...]

    def format_location(self, index: int, snippet_id: object) -> str:
        """Return "file:line, snippet 'id'" for an error."""
        return f"{self.name}:{self.start_lines[index]}, snippet {snippet_id!r}"


def read_snippet_files(packages: Iterable[str]) -> Iterator[SnippetFile]:
    """Yield every `*.toml` of the packages in order; raises `EducationError` for broken TOML."""
    for package in packages:
        for entry in sorted(resources.files(package).iterdir(), key=lambda resource: resource.name):
            if entry.name.endswith(".toml"):
                name = f"{package.replace('.', '/')}/{entry.name}"
                yield parse_snippet_file(name, _decode_file(name, entry.read_bytes()))


def _decode_file(name: str, data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise EducationError(f"{name}:{line}", "a byte that is no UTF-8") from None


def parse_snippet_file(name: str, text: str) -> SnippetFile:
    """Parse one TOML file; raises `EducationError`, with line and column where the TOML itself is broken."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EducationError(name, str(error)) from error
    lines = tuple(n for n, line in enumerate(text.splitlines(), start=1) if line.strip() == _SNIPPET_HEADER)
    if len(lines) != len(tables.get("snippet", [])):
        raise EducationError(name, f"snippets start with a line of their own: {_SNIPPET_HEADER}")
    return SnippetFile(name, tables, lines)


def collect_vocabulary(files: Iterable[SnippetFile]) -> EducationVocabulary:
    """Return the words of the `[pillar]` tables of all files."""
    vocabulary = EducationVocabulary()
    for file in files:
        try:
            if "pillar" in file.tables:
                vocabulary = vocabulary.with_pillar(file.tables["pillar"])
        except (KeyError, TypeError) as error:
            raise EducationError(file.name, f"the [pillar] table does not hold: {error}") from error
    return vocabulary


def iterate_snippets(file: SnippetFile, vocabulary: EducationVocabulary) -> Iterator[Snippet]:
    """Yield the snippets of a file in order; raises `EducationError` at the first invalid one."""
    pillar = file.tables["pillar"]["key"] if "pillar" in file.tables else FUNDAMENTALS
    for index, table in enumerate(file.tables.get("snippet", [])):
        location = file.format_location(index, table.get("id"))
        snippet = _parse_snippet(location, table, pillar, vocabulary)
        if problems := snippet.list_problems():
            raise EducationError(location, "; ".join(problems))
        yield snippet


def _parse_snippet(location: str, table: Mapping[str, Any], pillar: str, vocabulary: EducationVocabulary) -> Snippet:
    for key, kind in _FIELD_TYPES.items():
        if not isinstance(table.get(key), kind) or table[key] == "":
            raise EducationError(location, f"missing {key.removesuffix('s') if kind is list else key}")
    if unknown := table.keys() - _FIELD_TYPES.keys() - _OPTIONAL_TYPES.keys():
        raise EducationError(location, f"unknown {', '.join(sorted(unknown))}")
    for key in table.keys() & _OPTIONAL_TYPES.keys():
        if not isinstance(table[key], _OPTIONAL_TYPES[key]) or not table[key]:
            raise EducationError(location, f"{key} is empty or of another type")
    if unknown_topics := {*table["topics"]} - vocabulary.topics:
        raise EducationError(location, f"unknown topic {', '.join(sorted(unknown_topics))}")
    try:
        rules = tuple(parse_rule(rule, vocabulary) for rule in table["shows_when"])
    except RuleError as error:
        raise EducationError(location, str(error)) from error
    return Snippet(
        **{key: table[key] for key, kind in _FIELD_TYPES.items() if kind is not list and key != "text"},
        text=" ".join(table["text"].split()),
        topics=tuple(table["topics"]),
        lines=tuple(table["lines"]),
        sources=tuple(table["sources"]),
        location=location,
        pillar=pillar,
        shows_when=rules,
        touches=frozenset(table.get("touches", ())),
        more=tuple(" ".join(paragraph.split()) for paragraph in table.get("more", ())),
        **{key: table[key] for key in ("size", "question", "leads_to") if key in table},
    )
