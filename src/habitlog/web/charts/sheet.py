"""The chart as a file of its own: light paper, its own colours and type inside, and the words that belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import escape

from habitlog.pillar import Face
from habitlog.web.charts.drawing import DATES, FULL, Drawing
from habitlog.web.charts.paths import coordinate, marks
from habitlog.web.charts.pixels import widened
from habitlog.web.charts.scale import date_ticks, tick_label
from habitlog.web.words import short_day

WIDTH, LEFT, RIGHT = 960, 88, 32
"""Pixels: the file's width and what is left bare beside the plot."""
PLOT = WIDTH - LEFT - RIGHT
FAR = 0.1
"""Share of the plot beyond which a first label stands too far from the first day."""
PAPER, RULE, LINE, SOFT, INK = "#f5efe8", "#d5c9bc", "#86798a", "#5c5262", "#2a2433"
"""The light tokens of base.css; a file has no style sheet to ask."""
SERIF = "'Iowan Old Style', 'Palatino Linotype', Palatino, 'URW Palladio L', P052, Georgia, serif"
SANS = "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Words:
    """What the file says around the chart; `small` are lines below it, such as the method."""

    over: str
    title: str
    verdict: str
    rests: str
    small: Sequence[str]


def sheet(drawing: Drawing | None, words: Words, face: Face) -> str:
    """Return an SVG document 960 pixels wide; without a drawing it holds the words alone."""
    parts = [_text(40, words.over, 14, SOFT), _text(78, words.title, 34, INK, SERIF)]
    y = 88.0
    for line in wrap(words.verdict, 60):
        y += 34
        parts.append(_text(y, line, 24, INK, SERIF))
    y += 4
    for line in wrap(words.rests, 108):
        y += 22
        parts.append(_text(y, line, 14, SOFT))
    if drawing:
        parts.append(f'<g transform="translate({LEFT} {coordinate(y + 24)})">{"".join(_chart(drawing, face))}</g>')
        y += 24 + FULL + 44
    for line in (line for sentence in words.small for line in wrap(sentence, 114)):
        y += 20
        parts.append(_text(y, line, 13, SOFT))
    height = coordinate(y + 32)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-label="{escape(words.title)}"><title>{escape(words.title)}</title>'
        f"<desc>{escape(words.verdict)} {escape(words.rests)}</desc>"
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>{"".join(parts)}</svg>\n'
    )


def _text(y: float, said: str, size: int, fill: str, family: str = SANS, x: float = LEFT, anchor: str = "start") -> str:
    return (
        f'<text x="{coordinate(x)}" y="{coordinate(y)}" font-family="{family}" font-size="{size}" fill="{fill}" '
        f'text-anchor="{anchor}">{escape(said)}</text>'
    )


def _strokes(face: Face) -> dict[str, str]:
    dye, wash = face.dye[0], face.wash[0]
    line = 'fill="none" stroke-linejoin="round" stroke-linecap="round"'
    return {
        "hair": f'fill="none" stroke="{RULE}"',
        "band": f'fill="{wash}" fill-opacity="0.75"',
        "band-edge": f'fill="none" stroke="{dye}" stroke-opacity="0.6"',
        "points points-dash": f'fill="none" stroke="{dye}" stroke-width="2"',
        "points points-upright": f'fill="none" stroke="{dye}" stroke-width="2"',
        "points points-disc": f'stroke="{dye}" stroke-width="4.5" {line}',
        "points points-caret": f'stroke="{dye}" stroke-width="1.5" {line}',
        "halo": f'stroke="{PAPER}" stroke-width="5.5" {line}',
        "mean": f'stroke="{dye}" stroke-width="2.5" {line}',
        "cover-block": f'fill="none" stroke="{dye}" stroke-width="6"',
        "cover-frame": f'fill="none" stroke="{dye}"',
        "cover-slash": f'fill="none" stroke="{SOFT}" stroke-width="1.2"',
        "cover-dot": f'stroke="{LINE}" stroke-width="2" {line}',
    }


def _chart(drawing: Drawing, face: Face) -> Iterator[str]:
    strokes, plot = _strokes(face), drawing.plot
    day = PLOT / plot.days
    for tick in plot.axis.ticks:
        label = tick_label(drawing.metric, tick, drawing.style)
        yield _text(plot.y(tick) + 4.5, label, 13, SOFT, x=-14, anchor="end")
    for name, path in drawing.paths:
        yield f'<path {strokes[name]} d="{widened(path, day)}"/>'
    ticks = [(day * (tick.day - plot.first).days, tick.label) for tick in date_ticks(plot.first, drawing.last)]
    for x, label in ticks:
        if x < PLOT * 0.96:
            yield f'<path fill="none" stroke="{LINE}" d="M{coordinate(x)} 284v6"/>'
            yield _text(DATES, label, 13, SOFT, x=x + 4)
    if not ticks or ticks[0][0] > PLOT * FAR:
        yield _text(DATES, f"{plot.first.day} {short_day(plot.first)[-3:]}", 13, SOFT, x=0)
    yield from _legend(drawing, strokes)


def _legend(drawing: Drawing, strokes: dict[str, str]) -> Iterator[str]:
    keys = {
        "points": f'<path {strokes[drawing.point]} d="{marks([(11, 6)], drawing.pillar.face.point, 4)}"/>',
        "mean": f'<path {strokes["mean"]} d="M2 6h18"/>',
        "band": f'<path {strokes["band"]} d="M0 1h22v10H0z"/><path {strokes["band-edge"]} d="M0 1h22M0 11h22"/>',
    }
    x = 0.0
    for key, said in drawing.told:
        yield f'<g transform="translate({coordinate(x)} {FULL + 10})">{keys[key]}</g>'
        yield _text(FULL + 21, said, 13, SOFT, x=x + 30)
        x += 62 + 6.6 * len(said)
