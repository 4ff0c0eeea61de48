"""Pictures of a chart as people meet it: light, dark, on paper, and without script; and what is in them."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from tests.support.playwright_api import Browser, Page

CHART = "/trends/sleep.duration?range=12w"
MODES = ("light", "dark", "paper", "no-script")
COLOURS = """async (picture) => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const found = {}, data = pen.getImageData(0, 0, image.width, image.height).data;
  for (let at = 0; at < data.length; at += 4) {
    const colour = "#" + [0, 1, 2].map((more) => data[at + more].toString(16).padStart(2, "0")).join("");
    found[colour] = (found[colour] ?? 0) + 1;
  }
  return found;
}"""


def charts(browser: Browser, address: str) -> Iterator[tuple[str, bytes]]:
    """Yield each mode with the picture of a chart in it, on the running demonstration."""
    for mode in MODES:
        context = browser.new_context(
            base_url=address,
            viewport={"width": 1000, "height": 900},
            color_scheme="dark" if mode == "dark" else "light",
            java_script_enabled=mode != "no-script",
            locale="en-GB",
        )
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_role("button", name="Look around").click()
        page.wait_for_url("**/")
        page.goto(CHART)
        if mode == "paper":
            page.emulate_media(media="print")
        yield mode, page.locator(".chart-part").first.screenshot()
        context.close()


def colours(page: Page, picture: bytes) -> dict[str, int]:
    """Return how many pixels of a picture have which colour."""
    found: dict[str, int] = page.evaluate(COLOURS, base64.b64encode(picture).decode())
    return found
