"""Find the English on a page that did not come through the catalogue, in pages of the pseudo-language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser

SCRIPT_TEXTS, SCRIPT_TEXT_PREFIX = "data-texts", "data-text-"
"""Attributes that hand a page's texts to its scripts: one with many as JSON, those with one each by their prefix."""
READ_ATTRIBUTES = {"alt", "aria-label", "aria-description", "content", "label", "placeholder", "title"}
"""Attributes that a person reads or hears; `value` too, of a button."""
_UNREAD_ELEMENTS = "code, script, style"
"""Elements whose text is no language: programs, commands and codes."""
_WORD = re.compile(r"[A-Za-zÀ-ž]{2,}")


def _iterate_texts(texts: dict[str, Any]) -> Iterator[str]:
    for text in texts.values():
        yield from _iterate_texts(text) if isinstance(text, dict) else [text]


def read_texts(html: str) -> tuple[str, list[str]]:
    """Return the text of a page as one string, in which tags are tabs, and each attribute that is read."""
    # What stands in a template is no part of the page yet; scripts show it.
    page = LexborHTMLParser(html.replace("<template", "<div").replace("</template", "</div"))
    parts, attributes = [], list[str]()
    for node in page.css(_UNREAD_ELEMENTS):
        node.decompose()
    assert page.root
    for node in page.root.traverse(include_text=True):
        if node.tag == "-text":
            parts.append(node.text(deep=False))
        else:
            attributes += _iterate_read_attributes(node.tag or "", node.attributes)
    return "\t".join(parts), attributes


def _iterate_read_attributes(tag: str, values: Mapping[str, str | None]) -> Iterator[str]:
    is_button = tag == "input" and values.get("type") in {"submit", "button"}
    for name, value in values.items():
        if name == SCRIPT_TEXTS:
            yield from _iterate_texts(json.loads(value or ""))
        elif (
            name.startswith(SCRIPT_TEXT_PREFIX)
            or (name in READ_ATTRIBUTES and tag != "meta")
            or (name == "value" and is_button)
        ):
            yield value or ""


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
        text_of_page, attributes = read_texts(html)
        for text in (text_of_page, *attributes):
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
