"""Large XML files as a stream of elements, with a bound on what is held in memory; entities are refused."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from xml.parsers.expat import ExpatError, ParserCreate

from habitlog.errors import Malformed

MAX_PROLOG_BYTES = 2**20
MAX_DEPTH = 32
MAX_TEXT_LENGTH = 1000
MAX_BYTES_BETWEEN_ELEMENTS = 4 * 2**20
_CONTROL_CHARACTERS = bytes(code for code in range(32) if code not in b"\t\n\r")

StartHandler = Callable[[int, str, dict[str, str]], None]
"""Is called with the depth of an element, 0 for the root, its name and its attributes."""
TextHandler = Callable[[int, str, str], None]
"""Is called at the end of an element with its depth, its name and its text."""


class XmlElementReader:
    """Calls a handler at the start of every element of a file in UTF-8 whose root element is `root`.

    What precedes the root is skipped, because a document type declaration may be wrong and is not needed, and control
    characters are left out: exports of Apple Health have both faults. `on_text` gets the first 1000 characters of the
    elements that `text_elements` names.
    """

    def __init__(
        self,
        root: str,
        on_start: StartHandler,
        on_text: TextHandler | None = None,
        text_elements: frozenset[str] = frozenset(),
    ) -> None:
        self._root, self._on_start, self._on_text, self._text_elements = root, on_start, on_text, text_elements
        self._text: str | None = None
        self._parser = ParserCreate("UTF-8")
        self._parser.StartElementHandler = self._start_element
        self._parser.EndElementHandler = self._end_element
        if on_text:
            self._parser.CharacterDataHandler = self._read_characters
        self._depth = 0
        self._bytes_since_element = 0
        self._prolog_lines = 0

    @property
    def line(self) -> int:
        """The line of the file that is being read."""
        return self._prolog_lines + self._parser.CurrentLineNumber

    def read_chunks(self, chunks: Iterable[bytes]) -> None:
        """Read the whole file; raises `Malformed` for entities, for another root, and for what is not well-formed."""
        try:
            for chunk in self._skip_prolog(iter(chunks)):
                self._bytes_since_element += len(chunk)
                self._parser.Parse(chunk.translate(None, _CONTROL_CHARACTERS), False)
                if self._bytes_since_element > MAX_BYTES_BETWEEN_ELEMENTS:
                    raise Malformed("xml_element_too_large", line=self.line)
            self._parser.Parse(b"", True)
        except ExpatError as error:
            raise Malformed("xml_damaged", line=self._prolog_lines + error.lineno) from None

    def _skip_prolog(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        prolog, start = b"", None
        while start is None:
            chunk = next(chunks, b"")
            prolog += chunk
            start = re.search(rb"<%s[\s/>]" % self._root.encode(), prolog)
            if not start and (not chunk or len(prolog) > MAX_PROLOG_BYTES):
                raise Malformed("xml_root_unknown", root=self._root)
        if b"<!ENTITY" in prolog[: start.start()]:
            raise Malformed("xml_entities_refused")
        self._prolog_lines = prolog.count(b"\n", 0, start.start())
        return itertools.chain([prolog[start.start() :]], chunks)

    def _start_element(self, name: str, attributes: dict[str, str]) -> None:
        if self._depth >= MAX_DEPTH:
            raise Malformed("xml_too_deep", line=self.line)
        self._bytes_since_element = 0
        self._on_start(self._depth, name, attributes)
        self._depth += 1
        self._text = "" if name in self._text_elements else None

    def _read_characters(self, text: str) -> None:
        if self._text is not None and len(self._text) < MAX_TEXT_LENGTH:
            self._text += text

    def _end_element(self, name: str) -> None:
        self._depth -= 1
        if self._text is not None and self._on_text:
            self._on_text(self._depth, name, self._text[:MAX_TEXT_LENGTH].strip())
        self._text = None
