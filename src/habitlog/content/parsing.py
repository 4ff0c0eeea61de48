"""Snippet files (TOML) to snippets, with errors that name the file, the line and the snippet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from habitlog.content.model import FUNDAMENTALS, Snippet
from habitlog.content.problems import ContentError
from habitlog.content.rulereading import parse_rule
from habitlog.content.rules import RuleError
from habitlog.content.vocabulary import Vocabulary

_HEADER = "[[snippet]]"
_PLAIN: Mapping[str, type] = {
    **dict.fromkeys(("id", "title", "text", "chapter", "evidence", "population", "limits"), str),
    **dict.fromkeys(("topics", "lines", "sources", "shows_when"), list),
    "reviewed": date,
    "version": int,
}


@dataclass(frozen=True, slots=True)
class SnippetFile:
    """One parsed TOML file with the lines at which its snippets start."""

    name: str
    tables: Mapping[str, Any]
    lines: tuple[int, ...]

    def where(self, index: int, snippet_id: object) -> str:
        """Return "file:line, snippet 'id'" for an error."""
        return f"{self.name}:{self.lines[index]}, snippet {snippet_id!r}"


def read_files(packages: Iterable[str]) -> Iterator[SnippetFile]:
    """Read every `*.toml` of the packages in order; raise `ContentError` where the TOML itself is torn."""
    for package in packages:
        for entry in sorted(resources.files(package).iterdir(), key=lambda found: found.name):
            if entry.name.endswith(".toml"):
                name = f"{package.replace('.', '/')}/{entry.name}"
                yield parse_file(name, _decoded(name, entry.read_bytes()))


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ContentError(f"{name}:{line}", "a byte that is no UTF-8") from None


def parse_file(name: str, text: str) -> SnippetFile:
    """Read one TOML file; the message of the TOML reader names line and column."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(name, str(error)) from error
    lines = tuple(n for n, line in enumerate(text.splitlines(), start=1) if line.strip() == _HEADER)
    if len(lines) != len(tables.get("snippet", [])):
        raise ContentError(name, f"snippets start with a line of their own: {_HEADER}")
    return SnippetFile(name, tables, lines)


def vocabulary_of(files: Iterable[SnippetFile]) -> Vocabulary:
    """Gather the `[pillar]` tables of all files."""
    words = Vocabulary()
    for file in files:
        try:
            words = words.with_pillar(file.tables["pillar"]) if "pillar" in file.tables else words
        except (KeyError, TypeError) as error:
            raise ContentError(file.name, f"the [pillar] table does not hold: {error}") from error
    return words


def snippets_of(file: SnippetFile, words: Vocabulary) -> Iterator[Snippet]:
    """Yield the snippets of a file in order; raise `ContentError` at the first that does not hold."""
    pillar = file.tables["pillar"]["key"] if "pillar" in file.tables else FUNDAMENTALS
    for index, table in enumerate(file.tables.get("snippet", [])):
        where = file.where(index, table.get("id"))
        snippet = _snippet(where, table, pillar, words)
        if problems := snippet.problems():
            raise ContentError(where, "; ".join(problems))
        yield snippet


def _snippet(where: str, table: Mapping[str, Any], pillar: str, words: Vocabulary) -> Snippet:
    for key, kind in _PLAIN.items():
        if not isinstance(table.get(key), kind) or table[key] == "":
            raise ContentError(where, f"missing {key.removesuffix('s') if kind is list else key}")
    if unknown := table.keys() - _PLAIN.keys():
        raise ContentError(where, f"unknown {', '.join(sorted(unknown))}")
    if strange := {*table["topics"]} - words.topics:
        raise ContentError(where, f"unknown topic {', '.join(sorted(strange))}")
    try:
        rules = tuple(parse_rule(rule, words) for rule in table["shows_when"])
    except RuleError as error:
        raise ContentError(where, str(error)) from error
    return Snippet(
        **{key: table[key] for key, kind in _PLAIN.items() if kind is not list and key != "text"},
        text=" ".join(table["text"].split()),
        topics=tuple(table["topics"]),
        lines=tuple(table["lines"]),
        sources=tuple(table["sources"]),
        where=where,
        pillar=pillar,
        shows_when=rules,
    )
