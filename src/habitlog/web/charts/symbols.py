"""The icons and colours of pillars: what a pillar's theme becomes on a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from markupsafe import Markup

from habitlog.tracking import Pillar
from habitlog.translation import gettext, gettext_noop
from habitlog.usecases.entries.day_summary import PillarDay

STATE_LABELS = {
    "logged": gettext_noop("logged"),
    "open": gettext_noop("unfinished"),
    "none": gettext_noop("nothing"),
    "skipped": gettext_noop("left out"),
    "unknown": gettext_noop("no entry"),
}
"""The text for the state of a day in a pillar."""

HALF_SHAPE = (
    '<rect class="frame dashed" x="1" y="1" width="26" height="14" rx="2"/>'
    '<path d="M2 0h12v16H2a2 2 0 0 1-2-2V2a2 2 0 0 1 2-2z"/>'
)
FRAME_SHAPE = '<rect class="frame" x=".75" y=".75" width="26.5" height="14.5" rx="2"/>'
_PLAIN_SHAPES = {
    "skipped": '<path class="slash" d="M9 14 19 2"/>',
    "unknown": '<circle class="dot" cx="14" cy="8" r="1.5"/>',
}


@cache
def pillar_icon(pillar: Pillar, size: int = 22) -> Markup:
    """Draw the pillar's icon `size` px wide, hidden from screen readers: the pillar's name stands beside it."""
    return Markup(  # noqa: S704 - shapes and keys come from the program, never from a person
        f'<svg class="glyph pillar-{pillar.key}" width="{size}" height="{size}" viewBox="0 0 22 22" '
        f'aria-hidden="true" focusable="false"><use href="#glyph-{pillar.key}"/></svg>'
    )


@cache
def state_icon(pillar: Pillar, state: str) -> Markup:
    """Draw one day of a pillar: `state` is a key of `STATE_LABELS`."""
    return Markup(  # noqa: S704 - as above
        f'<svg class="state-icon pillar-{pillar.key}" width="28" height="16" viewBox="0 0 28 16" '
        f'aria-hidden="true" focusable="false"><use href="#{_name_state_symbol(pillar, state)}"/></svg>'
    )


def _name_state_symbol(pillar: Pillar, state: str) -> str:
    name = state if state in _PLAIN_SHAPES else "frame" if state == "none" else f"{pillar.key}-{state}"
    return f"stitch-{name}"


def day_icons(cells: tuple[PillarDay, ...]) -> Markup:
    """Draw a day of every pillar, with its states for screen readers."""
    return _draw_day_icons(cells, _describe_day(cells))


@lru_cache(maxsize=1024)
def _draw_day_icons(cells: tuple[PillarDay, ...], description: str) -> Markup:
    # The same few days recur on every page.
    icons = Markup("").join(state_icon(cell.pillar, cell.state) for cell in cells)
    return Markup("{}<span class='visually-hidden'>{}</span>").format(icons, description)


def _describe_day(cells: tuple[PillarDay, ...]) -> str:
    parts = (
        gettext("%(pillar)s %(state)s", pillar=gettext(cell.pillar.name), state=gettext(STATE_LABELS[cell.state]))
        for cell in cells
    )
    return gettext("%(list)s.", list=", ".join(parts))


def tick_icon(pillar: Pillar) -> Markup:
    """Draw the mark in the box of a chosen tile."""
    return Markup(  # noqa: S704 - as above
        f'<svg class="tick pillar-{pillar.key}" width="20" height="20" viewBox="0 0 20 20" '
        f'aria-hidden="true" focusable="false"><use href="#tick-{pillar.key}"/></svg>'
    )


ROW_STATES = ("logged", "none", "skipped", "unknown")
ROW_CELL_WIDTH, ROW_CELL_DISTANCE = 28, 31


def build_row_patterns(pillars: Iterable[Pillar]) -> Markup:
    """Return the hidden drawing with the icons that `draw_state_row` repeats."""
    patterns = (
        f'<pattern id="row-{pillar.key}-{state}" class="row-pattern pillar-{pillar.key}" width="{ROW_CELL_DISTANCE}" '
        f'height="16" patternUnits="userSpaceOnUse"><use href="#{_name_state_symbol(pillar, state)}" '
        f'width="{ROW_CELL_WIDTH}" height="16"/></pattern>'
        for pillar in pillars
        for state in ROW_STATES
    )
    return Markup(  # noqa: S704 - as above
        f'<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">{"".join(patterns)}</svg>'
    )


def draw_state_row(pillar: Pillar, states: Sequence[str]) -> Markup:
    """Draw days of a pillar beside each other, with one element for all days of a state."""
    paths = dict.fromkeys(ROW_STATES, "")
    for place, state in enumerate(states):
        paths[state] += f"M{place * ROW_CELL_DISTANCE} 0h{ROW_CELL_WIDTH}v16h-{ROW_CELL_WIDTH}z"
    width = len(states) * ROW_CELL_DISTANCE - (ROW_CELL_DISTANCE - ROW_CELL_WIDTH)
    inside = "".join(
        f'<path fill="url(#row-{pillar.key}-{state})" d="{path}"/>' for state, path in paths.items() if path
    )
    return Markup(  # noqa: S704 - as above
        f'<svg class="sample-calendar-row" viewBox="0 0 {width} 16" aria-hidden="true" focusable="false">{inside}</svg>'
    )


def build_symbol_sprite(pillars: Iterable[Pillar]) -> Markup:
    """Return the hidden drawing that every icon of a page refers to."""
    shapes = [_format_symbol(f"stitch-{name}", "0 0 28 16", inner) for name, inner in _PLAIN_SHAPES.items()]
    shapes.append(_format_symbol("stitch-frame", "0 0 28 16", FRAME_SHAPE))
    for pillar in pillars:
        shapes.extend(_build_pillar_symbols(pillar))
    return Markup(  # noqa: S704 - as above
        f'<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">{"".join(shapes)}</svg>'
    )


def _build_pillar_symbols(pillar: Pillar) -> list[str]:
    key, theme = pillar.key, pillar.theme
    lines = f'<g class="icon-lines">{theme.day_icon}</g>'
    small = f'<rect width="20" height="20" rx="3"/><g transform="translate(.1 4.3) scale(.71)">{lines}</g>'
    return [
        _format_symbol(f"glyph-{key}", "0 0 22 22", theme.icon),
        _format_symbol(f"stitch-{key}-logged", "0 0 28 16", f'<rect width="28" height="16" rx="2"/>{lines}'),
        _format_symbol(f"stitch-{key}-open", "0 0 28 16", HALF_SHAPE),
        _format_symbol(f"tick-{key}", "0 0 20 20", small),
    ]


def _format_symbol(name: str, box: str, inner: str) -> str:
    return f'<symbol id="{name}" viewBox="{box}">{inner}</symbol>'


def build_pillar_css(pillars: Iterable[Pillar]) -> str:
    """Return the colours of every pillar as custom properties, for light and dark screens; paper is always light."""
    themes = {pillar.key: pillar.theme for pillar in pillars}

    def list_rules(prefix: str, scheme: int) -> str:
        colors = ((key, theme.color[scheme], theme.background[scheme]) for key, theme in themes.items())
        return "".join(f"{prefix}.pillar-{key}{{--accent:{color};--accent-bg:{bg}}}\n" for key, color, bg in colors)

    def list_dark_rules(root: str) -> str:
        return list_rules(f"{root} ", 1) + list_rules(f"{root} .clinician-summary ", 0)

    system, chosen = list_dark_rules(":root:not([data-theme=light])"), list_dark_rules(":root[data-theme=dark]")
    return (
        f"{list_rules('', 0)}@media screen and (prefers-color-scheme: dark) {{\n{system}}}\n"
        f"@media screen {{\n{chosen}}}\n"
    )
