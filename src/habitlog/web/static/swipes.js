// Swiping sideways leads to the day or month before and after, like the two arrows at its head, which stay the other way.

const MIN_DISTANCE = 70; // px
const MAX_MS = 700;
const EDGE = 28; // px at either side of the screen, where browsers and phones have swipes of their own
const OTHER_USES = "input, select, textarea, dialog, summary, [data-row-form], [contenteditable]";
let begun = null;

const findStep = (rel) => document.querySelector(`.steps a[rel=${rel}]`);

function scrollsSideways(element) {
  for (let part = element; part && part !== document.body; part = part.parentElement) {
    if (part.scrollWidth > part.clientWidth && ["auto", "scroll"].includes(getComputedStyle(part).overflowX)) return true;
  }
  return false;
}

function canBegin(event) {
  const [touch] = event.touches;
  const isInside = touch.clientX > EDGE && touch.clientX < innerWidth - EDGE;
  const isZoomed = (globalThis.visualViewport?.scale ?? 1) > 1.01;
  return event.touches.length === 1 && isInside && !isZoomed && !event.target.closest(OTHER_USES) && !scrollsSideways(event.target);
}

function finish(event) {
  const [touch] = event.changedTouches;
  const [right, down] = [touch.clientX - begun.x, touch.clientY - begun.y];
  const isSwipe = Math.abs(right) >= MIN_DISTANCE && Math.abs(right) > 2 * Math.abs(down) && event.timeStamp - begun.at <= MAX_MS;
  if (isSwipe && !getSelection().toString()) findStep(right > 0 ? "prev" : "next")?.click();
}

if (findStep("prev")) {
  addEventListener(
    "touchstart",
    (event) => (begun = canBegin(event) ? { x: event.touches[0].clientX, y: event.touches[0].clientY, at: event.timeStamp } : null),
    { passive: true },
  );
  addEventListener("touchcancel", () => (begun = null), { passive: true });
  addEventListener(
    "touchend",
    (event) => {
      if (begun) finish(event);
      begun = null;
    },
    { passive: true },
  );
}
