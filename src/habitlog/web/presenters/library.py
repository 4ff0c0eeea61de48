"""The page of the library: questions, a path, the words, and the map of what acts on what with its sentences."""

from __future__ import annotations

from msgspec import Struct

from habitlog.education import Snippet, SnippetLibrary
from habitlog.education.guide import MapArrow, MapBox, load_guide
from habitlog.web.presenters.snippets import describe_certainty


class MapLink(Struct, frozen=True):
    """An arrow with its number, the snippet behind it and how sure that is; `style` is the class of its line."""

    number: int
    arrow: MapArrow
    snippet: Snippet
    certainty: str
    style: str


class LibraryView(Struct, frozen=True):
    """What the page shows beside the chapters."""

    questions: tuple[Snippet, ...]
    path: tuple[Snippet, ...]
    words: tuple[tuple[str, str], ...]
    boxes: tuple[MapBox, ...]
    links: tuple[MapLink, ...]


def present_library(library: SnippetLibrary) -> LibraryView:
    """Return the questions that snippets answer, the path, the words and the map."""
    guide = load_guide()
    links = (
        _present_link(number, arrow, library.snippets_by_id[arrow.text])
        for number, arrow in enumerate(guide.arrows, start=1)
    )
    return LibraryView(
        questions=tuple(snippet for snippet in library.snippets if snippet.question),
        path=tuple(library.snippets_by_id[name] for name in guide.path),
        words=tuple(guide.words.items()),
        boxes=guide.boxes,
        links=tuple(links),
    )


def _present_link(number: int, arrow: MapArrow, snippet: Snippet) -> MapLink:
    style = f"map-line-{snippet.certainty.replace(' ', '-')}"
    return MapLink(number, arrow, snippet, describe_certainty(snippet), style)
