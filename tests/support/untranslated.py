"""Find the English on a page that did not come through the catalogue, in pages of the pseudo-language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

SCRIPT_TEXTS, SCRIPT_TEXT_PREFIX = "data-texts", "data-text-"
"""Attributes that hand a page's texts to its scripts: one with many as JSON, those with one each by their prefix."""
READ_ATTRIBUTES = {"alt", "aria-label", "aria-description", "content", "label", "placeholder", "title"}
"""Attributes that a person reads or hears; `value` too, of a button."""
_UNREAD_ELEMENTS = {"code", "script", "style"}
"""Elements whose text is no language: programs, commands and codes."""
_WORD = re.compile(r"[A-Za-zÀ-ž]{2,}")


def _iterate_texts(texts: dict[str, Any]) -> Iterator[str]:
    for text in texts.values():
        yield from _iterate_texts(text) if isinstance(text, dict) else [text]


class _Texts(HTMLParser):
    """The texts of a page: its text as one string, in which tags are tabs, and each attribute that is read."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.attributes: list[str] = []
        self.unread_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        is_button = tag == "input" and values.get("type") in {"submit", "button"}
        for name, value in values.items():
            if name == SCRIPT_TEXTS:
                self.attributes.extend(_iterate_texts(json.loads(value)))
            elif (
                name.startswith(SCRIPT_TEXT_PREFIX)
                or (name in READ_ATTRIBUTES and tag != "meta")
                or (name == "value" and is_button)
            ):
                self.attributes.append(value)
        self.unread_depth += tag in _UNREAD_ELEMENTS
        self.parts.append("\t")

    def handle_endtag(self, tag: str) -> None:
        self.unread_depth -= tag in _UNREAD_ELEMENTS
        self.parts.append("\t")

    def handle_data(self, data: str) -> None:
        if not self.unread_depth:
            self.parts.append(data)


def outside_brackets(text: str) -> str:
    """Return a text without what stands between brackets of the pseudo-language, which may be nested."""
    depth, outside = 0, []
    for part in re.split("([⟦⟧])", text):
        depth += (part == "⟦") - (part == "⟧")
        outside.append("\t" if depth or part == "⟧" else part)
    return "".join(outside)


class UntranslatedFinder:
    """Finds texts with a word in them that are neither of the catalogue nor made of the texts of `data`."""

    def __init__(self, data: Iterable[str]) -> None:
        texts = {" ".join(text.split()) for text in data}
        self._data = sorted((text for text in texts if _WORD.search(text)), key=len, reverse=True)
        self._verdicts: dict[str, bool] = {}

    def find(self, html: str) -> Iterator[str]:
        """Yield every such text of a page."""
        page = _Texts()
        page.feed(html)
        for text in ("".join(page.parts), *page.attributes):
            for part in outside_brackets(text).split("\t"):
                line = " ".join(part.split())
                if line not in self._verdicts:
                    self._verdicts[line] = self._is_untranslated(line)
                if self._verdicts[line]:
                    yield line

    def _is_untranslated(self, line: str) -> bool:
        if not _WORD.search(line):
            return False
        rest = line
        for text in self._data:
            if text in rest:
                rest = rest.replace(text, " ")
                if not _WORD.search(rest):
                    return False
        return True
