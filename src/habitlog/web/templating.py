"""The template environment: strict, escaping, and knowing the words and marks of habitlog."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from habitlog.pillar import Pillar
from habitlog.web import words
from habitlog.web.charts import sparkline, weave
from habitlog.web.stitches import glyph, pillar_css, sprite, stitch, threads, tick

__all__ = ["STATIC", "make_environment", "pillar_css"]

STATIC = Path(__file__).parent / "static"
"""The directory that is served at /static/."""


def make_environment(templates_dir: Path, pillars: Iterable[Pillar]) -> Environment:
    """Return the environment that draws every page; unknown names in a template are errors.

    Templates get `person`, `csrf`, `here` and `today` from each page; everything else they call is set here.
    """
    known = tuple(pillars)
    environment = Environment(
        loader=FileSystemLoader(templates_dir),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        pillars=known,
        sprite=sprite(known),
        asset=_assets(pillar_css(known)),
        glyph=glyph,
        stitch=stitch,
        threads=threads,
        tick=tick,
        sparkline=sparkline,
        weave=weave,
        state_words=words.STATES,
    )
    for name in ("long_day", "short_day", "brief_day", "day_month", "month_year", "weekday", "iso_week", "from_to"):
        environment.filters[name] = getattr(words, name)
    return environment


def _assets(colours: str) -> Callable[[str], str]:
    """Return a function that gives a static file's address with a mark of its content, so caches may keep it."""
    marks = {path.name: _mark(path.read_bytes()) for path in STATIC.iterdir() if path.is_file()}
    marks["pillars.css"] = _mark(colours.encode())

    def asset(name: str) -> str:
        return f"/static/{name}?v={marks[name]}"

    return asset


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:10]
