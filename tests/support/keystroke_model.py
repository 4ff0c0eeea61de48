"""A thumb on a phone that counts what it does, and what a published keystroke-level model makes of that in seconds.

A day is reckoned and not timed, so a page comes out the same on every machine. The steps of the model:

* think, 1.35 s: mental preparation, M of Card, Moran and Newell 1980, doi:10.1145/358886.358895.
* tap: 0.20 s for the press (Card, Moran and Newell), and the move before it by Fitts' law, log2(distance / width + 1)
  bits at the 6.95 bit/s of a finger on a phone (MacKenzie 2015, doi:10.1007/978-3-319-20916-6_23); the width is the
  smaller side of the target. The 1.10 s that the paper of 1980 gives a move are those of a mouse on a desk.
* key, 0.33 s: the mean of 37 370 people on their phones, 36.2 words of five characters a minute (Palin and others 2019,
  doi:10.1145/3338286.3340120). It is slower than the 0.28 s of an average typist of 1980.
* swipe, 0.84 s: held to be the longest tap there is, from corner to corner of 390 by 844 px to a target of 44 px. The
  gesture itself is faster; the eye finds its place again. Putting the keyboard or a clock away costs the same.
* page, 0.30 s: what the server and the browser take until the next page stands, an allowance without a source.
"""

from __future__ import annotations

from math import hypot, log2

from msgspec import Struct
from msgspec.structs import astuple
from tests.support.playwright_api import Locator, Page

THINK, KEY, PAGE = 1.35, 60 / (36.2 * 5), 0.30
PRESS, BIT, LONGEST = 0.20, 1 / 6.95, log2(hypot(390, 844) / 44 + 1)
SWIPE = PRESS + LONGEST * BIT
KEYBOARD_HEIGHT = 300

REACH = """node => {
  const keyboard = document.activeElement.matches("input:not([type=radio]):not([type=checkbox])");
  const floor = innerHeight - (keyboard ? 300 : 0);
  const box = node.getClientRects()[0];
  const middle = box.top + box.height / 2;
  const met = document.elementFromPoint(box.left + box.width / 2, middle);
  if (node.contains(met) && middle < floor) return "free";
  if (keyboard && node.contains(met)) return "under the keyboard";
  scrollBy({ top: Math.sign(middle - floor / 2) * floor * 0.75, behavior: "instant" });
  return "further on";
}"""
"""Whether the middle of a node, or of its first line, can be tapped: in sight, not under a dock or the keyboard."""

LIFT = """field => {
  const box = field.getBoundingClientRect();
  if (box.bottom > innerHeight - 300) scrollBy({ top: box.bottom - (innerHeight - 300) / 2, behavior: "instant" });
}"""
"""What a phone does by itself when its keyboard opens over the field: it moves the field to the middle of the rest."""


class ActionCounts(Struct):
    """What something took, in steps of each kind."""

    thinks: int = 0
    taps: int = 0
    keys: int = 0
    swipes: int = 0
    pages: int = 0
    bits: float = 0

    @property
    def seconds(self) -> float:
        steps = zip(astuple(self), (THINK, PRESS, KEY, SWIPE, PAGE, BIT), strict=True)
        return float(sum(count * cost for count, cost in steps))

    def __add__(self, other: ActionCounts) -> ActionCounts:
        return ActionCounts(*(mine + more for mine, more in zip(astuple(self), astuple(other), strict=True)))

    def __str__(self) -> str:
        return "".join(f"{count:8}" for count in astuple(self)[:5]) + f"{self.seconds:9.1f}"


class KeystrokeModel:
    """One thumb on one page; `did` holds what it did since the last `lifts`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.did = ActionCounts()
        self.place = self.keyboard

    @property
    def keyboard(self) -> tuple[float, float]:
        """The middle of the keyboard, where a thumb is after typing, and before the first tap."""
        size = self.page.viewport_size
        assert size
        return size["width"] / 2, size["height"] - KEYBOARD_HEIGHT / 2

    def count_thought(self) -> None:
        self.did.thinks += 1

    def scroll_to(self, target: Locator) -> None:
        """Swipe until the target is free, and put the keyboard away where it lies on top of it."""
        for _ in range(30):
            place = target.evaluate(REACH)
            if place == "free":
                return
            if place == "further on":
                self.did.swipes += 1
            else:
                self.close_keyboard()
        raise AssertionError(f"a thumb does not reach {target}")

    def close_keyboard(self) -> None:
        """Put away the keyboard or the clock of the phone."""
        self.page.evaluate("document.activeElement.blur()")
        self.did.taps += 1
        self.did.bits += LONGEST

    def tap(self, target: Locator) -> None:
        self.scroll_to(target)
        box = target.evaluate("node => node.getClientRects()[0].toJSON()")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        distance = hypot(x - self.place[0], y - self.place[1])
        self.did.bits += log2(distance / min(box["width"], box["height"]) + 1)
        self.did.taps += 1
        self.place = x, y
        target.tap()

    def tap_link(self, target: Locator, address: str) -> None:
        """Tap what leads to another page, and wait for that."""
        self.tap(target)
        self.page.wait_for_url(address)
        self.did.pages += 1

    def fill_field(self, field: Locator, typed: str = "") -> None:
        """Recall an answer and tap it, or tap the field and type it."""
        self.count_thought()
        self.tap(field)
        if typed:
            field.evaluate(LIFT)
            self.page.keyboard.type(typed)
            self.did.keys += len(typed)
            self.place = self.keyboard

    def set_clock(self, clock: Locator, time: str) -> None:
        """Recall a time and set it: a phone shows a clock of its own, which takes digits and is closed again."""
        self.fill_field(clock)
        clock.fill(time)
        self.did.keys += len(time.replace(":", ""))
        self.close_keyboard()

    def take_counts(self) -> ActionCounts:
        """Return what was done, and begin to count anew."""
        did, self.did = self.did, ActionCounts()
        return did
