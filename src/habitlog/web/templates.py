"""The Jinja environment of all pages, with its globals and filters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableMapping
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from habitlog.tracking import Pillar
from habitlog.translation import (
    Catalogue,
    current_catalogue,
    find_message,
    find_plural_message,
    write_parameters,
)
from habitlog.web import dates
from habitlog.web.charts.calendar import draw_year_heatmap
from habitlog.web.charts.day_strip import draw_day_strip
from habitlog.web.charts.sparkline import draw_sparkline
from habitlog.web.charts.symbols import (
    STATE_LABELS,
    build_row_patterns,
    build_symbol_sprite,
    day_icons,
    draw_state_row,
    pillar_icon,
    state_icon,
    tick_icon,
)
from habitlog.web.metric_text import format_rest_days
from habitlog.web.script_texts import SCRIPT_TEXTS
from habitlog.web.static_files import StaticFile, format_asset_url


class PageEnvironment(Environment):
    """An environment whose templates share its globals, and are compiled once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._lock = Lock()

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> Template:
        """Return a template; requests that come together after a start do not each compile the same ones."""
        with self._lock:
            return super().get_template(name, parent, globals)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template.

        Jinja chains two mappings for each template and compares their names at each import, a twentieth of a page.
        """
        return super().make_globals(d) if d else self.globals


def make_environment(
    templates_dir: Path, pillars: Iterable[Pillar], static_files: Mapping[str, StaticFile]
) -> Environment:
    """Return the environment that renders every page; an unknown name in a template is an error.

    `render_page` adds `person`, `shown_pillars`, `csrf_token`, `emergency`, `section`, `is_coach` and `today`.
    """
    all_pillars = tuple(pillars)
    environment = PageEnvironment(
        loader=FileSystemLoader(templates_dir),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    # Newstyle: `{% trans %}` hands its variables to the function, which fills them in.
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals.update(gettext=_render_message, _=_render_message, ngettext=_render_plural_message)
    environment.globals.update(
        pillars=all_pillars,
        sprite=build_symbol_sprite(all_pillars),
        row_patterns=build_row_patterns(all_pillars),
        state_row=draw_state_row,
        asset=partial(format_asset_url, static_files),
        pillar_icon=pillar_icon,
        state_icon=state_icon,
        day_icons=day_icons,
        tick_icon=tick_icon,
        sparkline=draw_sparkline,
        day_strip=draw_day_strip,
        year_heatmap=draw_year_heatmap,
        state_labels=STATE_LABELS,
        rest_days_text=format_rest_days,
        **{name: partial(_render_script_texts, name) for name in SCRIPT_TEXTS},
    )
    environment.filters.update(
        isolate=_isolate_text,
        with_units=_keep_units,
        long_day=dates.long_day,
        short_day=dates.short_day,
        medium_day=dates.medium_day,
        day_month=dates.day_month,
        month_year=dates.month_year,
        weekday=dates.weekday,
        short_weekday=dates.short_weekday,
        two_letter_weekday=dates.two_letter_weekday,
        iso_week=dates.iso_week,
        date_range=dates.date_range,
    )
    return environment


def _isolate_text(text: str) -> Markup:
    """Return what a person typed so that its direction of writing leaves the words around it in place."""
    return Markup("<bdi>{}</bdi>").format(text)


_NUMBER_WITH_UNIT = re.compile(r"(?<=\d) (?=(?:h|min|s|kg|lb|km|m|g|AU|%|×)(?!\w))|(?<=\d h) (?=\d+ min\b)")


def _keep_units(text: str) -> str:
    """Return a text in which a number and its unit stay in one line."""
    kept = _NUMBER_WITH_UNIT.sub("\N{NO-BREAK SPACE}", text)
    return Markup(kept) if isinstance(text, Markup) else kept  # noqa: S704 - markup as it was, but for a kind of space


def _render_message(message: str, /, **parameters: object) -> Markup:
    """Return a message in the current language as HTML, its parameters filled in and escaped.

    Does what Jinja's own function does; messages without parameters, which are most, are formatted once.
    """
    text = find_message(message)
    return _mark_safe(text) % write_parameters(parameters) if parameters else _render_without_parameters(text)


def _render_plural_message(singular: str, plural: str, number: float, /, **parameters: object) -> Markup:
    text = find_plural_message(singular, plural, number)
    return _mark_safe(text) % write_parameters({"num": number, **parameters})


def _render_script_texts(name: str) -> Markup:
    """Return texts of `SCRIPT_TEXTS` as JSON for an attribute."""
    return _render_script_texts_in(current_catalogue(), name)


@lru_cache(128)
def _render_script_texts_in(_catalogue: Catalogue | None, name: str) -> Markup:
    # Finding the plural forms takes hundreds of calls, and every page needs those of the outbox.
    return htmlsafe_json_dumps(SCRIPT_TEXTS[name]())


@lru_cache(4096)
def _render_without_parameters(text: str) -> Markup:
    return _mark_safe(text) % {}


def _mark_safe(text: str) -> Markup:
    return Markup(text)  # noqa: S704  # messages are part of the program, their parameters are escaped
