"""A chart is looked at in light, dark, on paper and without script: its dye, its band and its ground are there."""

from __future__ import annotations

from playwright.sync_api import Browser
from tests.browser.conftest import Server
from tests.support.chart_pictures import MODES, charts, colours

LIGHT = {"ground": "#f5efe8", "dye": "#2c3a75"}
LOOKS = {
    "light": LIGHT,
    "no-script": LIGHT,
    "dark": {"ground": "#1f1b25", "dye": "#7685d6"},
    "paper": {"ground": "#ffffff", "dye": "#000000"},
}
"""The colours of face and paper in each mode."""


def test_chart_renders_in_light_dark_print_and_without_script(demo: Server, chromium: Browser) -> None:
    blank = chromium.new_page()
    pictures = dict(charts(chromium, demo.address))
    assert tuple(pictures) == MODES
    for mode, picture in pictures.items():
        found = colours(blank, picture)
        whole = sum(found.values())
        assert found.get(LOOKS[mode]["ground"], 0) > 0.5 * whole, mode
        assert found.get(LOOKS[mode]["dye"], 0) > 0.005 * whole, mode
    assert pictures["light"] != pictures["dark"] != pictures["paper"]
    blank.close()
