// A cell of a calendar opens its day; a table beside it has links for the keyboard.
const DAY = 86_400_000;

function openDayOfCell(calendar, event) {
  const [left, top, distance] = calendar.dataset.grid.split(" ").map(Number);
  const box = calendar.getBoundingClientRect();
  const scale = calendar.viewBox.baseVal.width / box.width;
  const column = Math.floor(((event.clientX - box.left) * scale - left) / distance);
  const row = Math.floor(((event.clientY - box.top) * scale - top) / distance);
  if (column < 0 || row < 0 || row > 6) return;
  const day = new Date(Date.parse(`${calendar.dataset.first}T00:00Z`) + (7 * column + row) * DAY).toISOString().slice(0, 10);
  if (day >= calendar.dataset.from && day <= calendar.dataset.to) location.assign(`/days/${day}`);
}

document.querySelectorAll("svg[data-grid]").forEach((calendar) => {
  calendar.addEventListener("click", (event) => openDayOfCell(calendar, event));
});
