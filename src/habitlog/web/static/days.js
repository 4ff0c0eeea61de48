// The day that an entry is for now: the date on the person's clocks, which begins at the hour they chose.

const HOUR = 3600000;

export function today() {
  const { zone, dayStart } = document.body.dataset;
  const now = Date.now() - Number(dayStart ?? 0) * HOUR;
  try {
    return new Intl.DateTimeFormat("sv", { timeZone: zone }).format(now);
  } catch {
    // A browser that does not know the zone has the clocks of the device.
    return new Intl.DateTimeFormat("sv").format(now);
  }
}
