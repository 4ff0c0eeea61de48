"""The stylesheet and the scripts that pages link: the modules of `static/`, joined when the program starts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

STYLESHEETS = (
    "base.css",
    "pillars.css",
    "layout.css",
    "components.css",
    "day.css",
    "forms.css",
    "set-table.css",
    "charts.css",
    "sections.css",
    "print.css",
    "reviews.css",
    "experiments.css",
    "sharing.css",
    "coach.css",
    "clinician-summary.css",
    "timer.css",
)
"""Joined in this order to `pages.css`, the stylesheet of every page."""

SCRIPTS: Mapping[str, Sequence[str]] = {
    "pages.js": (
        "habitlog.js",
        "set-table.js",
        "usual-times.js",
        "night-chart.js",
        "outbox.js",
        "drafts.js",
        "in-place.js",
        "food-list.js",
        "keys.js",
        "swipes.js",
        "calendar-days.js",
    ),
    "timers.js": ("timer.js",),
    "trend-charts.js": ("trend-chart.js",),
    "imports.js": ("file-import.js",),
}
"""Bundles, and the modules that each runs in this order; what they import comes along. Every page has `pages.js`."""

_IMPORT = re.compile(r'^import \{([\w\s,]+)\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:const|function|async function|class) (\w+))", re.MULTILINE)
_OTHER_FORM = re.compile(r"(?:^(?:import|export|await)\b|\bimport(?:\(|\.meta)).*", re.MULTILINE)
_COMMENT_LINE = re.compile(r"^\s*//.*\n", re.MULTILINE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


class ModuleNotJoinable(ValueError):
    """A module uses a form of import, export or await that `join_scripts` does not translate."""


def join_stylesheets(sheets: Mapping[str, str]) -> str:
    """Return the stylesheets of `STYLESHEETS`, whose texts are given by name, without their comments."""
    return "".join(_CSS_COMMENT.sub("", sheets[name]) for name in STYLESHEETS)


def join_scripts(entries: Sequence[str], modules: Mapping[str, str]) -> str:
    """Return one module that runs `entries` in order, each after what it imports.

    Each module becomes a function that returns what it exports, so names of one are unknown to others. A module that
    fails is reported to the browser, and those that do not import from it run all the same, as with modules that are
    loaded one by one. Exports are constants, functions and classes; imports name what they take. Raises
    `ModuleNotJoinable` for other forms, for a module that is missing and for imports in a circle.
    """
    joined: dict[str, str] = {}
    for entry in entries:
        _join_module(entry, modules, joined, ())
    return _PRELUDE + "".join(joined.values())


_PRELUDE = """const exported = {};
const run = (name, make) => {
  try {
    exported[name] = make();
  } catch (error) {
    reportError(error);
  }
};
"""


def _join_module(name: str, modules: Mapping[str, str], joined: dict[str, str], importers: tuple[str, ...]) -> None:
    if name in joined:
        return
    if name in importers or name not in modules:
        raise ModuleNotJoinable(f"{name} is missing, or imports itself by way of {importers}")
    text = modules[name]
    for found in _IMPORT.finditer(text):
        _join_module(found[2], modules, joined, (*importers, name))
    exports = ", ".join(found[2] for found in _EXPORT.finditer(text))
    text = _EXPORT.sub(r"\1", _IMPORT.sub(_translate_import, _COMMENT_LINE.sub("", text)))
    if other := _OTHER_FORM.search(text):
        raise ModuleNotJoinable(f"{name}: {other[0].strip()}")
    joined[name] = f'run("{name}", () => {{\n{text}return {{ {exports} }};\n}});\n'


def _translate_import(found: re.Match[str]) -> str:
    names = re.sub(r"(\w+) as (\w+)", r"\1: \2", " ".join(found[1].split()))
    return f'const {{ {names} }} = exported["{found[2]}"];\n'
