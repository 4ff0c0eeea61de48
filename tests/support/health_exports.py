"""Small exports of Apple Health, written as phones write them."""

from __future__ import annotations

PROLOG = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ATTLIST VisionPrescription
  brand            CDATA #IMPLIED
<!ELEMENT RightEye EMPTY>
  device           CDATA #IMPLIED
>
]>
"""
"""The declaration as iOS 16 wrote it: a `>` is missing and another is left over."""


def write_health_file(*items: str, prolog: str = PROLOG) -> bytes:
    """Return an export of these elements."""
    head = '<HealthData locale="de_DE">\n <ExportDate value="2026-07-01 08:00:00 +0200"/>\n <Me/>\n'
    return f"{prolog}{head}{''.join(items)}</HealthData>\n".encode()


def write_record(kind: str, start: str, end: str, value: str = "", source: str = "Watch", zone: str = "") -> str:
    """Return a record of a kind from one time to another, such as "2026-02-01 23:00:00 +0100"."""
    metadata = f'<MetadataEntry key="HKTimeZone" value="{zone}"/>' if zone else ""
    return (
        f' <Record type="{kind}" sourceName="{source}" creationDate="{end}" startDate="{start}" endDate="{end}"'
        f' value="{value}">{metadata}</Record>\n'
    )


def write_sleep(start: str, end: str, value: str, source: str = "Watch", zone: str = "") -> str:
    """Return a segment of sleep in February 2026, such as from "01 23:00" to "02 06:30", on clocks at +0200."""
    first, last = (f"2026-02-{time}:00 +0200" for time in (start, end))
    kind, prefix = "HKCategoryTypeIdentifierSleepAnalysis", "HKCategoryValueSleepAnalysis"
    return write_record(kind, first, last, prefix + value, source, zone)


def write_mindful(start: str, end: str, source: str = "Watch") -> str:
    """Return a mindful session on 3 February 2026, such as from "07:00:00" to "07:01:00", on clocks at +0200."""
    first, last = (f"2026-02-03 {time} +0200" for time in (start, end))
    return write_record("HKCategoryTypeIdentifierMindfulSession", first, last, source=source)


def write_workout(activity: str, start: str, end: str, *, source: str = "Watch", duration: str = "") -> str:
    """Return a workout on 3 February 2026, such as from "18:00:00" to "18:40:00", on clocks at +0200."""
    length = f' duration="{duration}" durationUnit="min"' if duration else ""
    return (
        f' <Workout workoutActivityType="HKWorkoutActivityType{activity}"{length} sourceName="{source}"'
        f' startDate="2026-02-03 {start} +0200" endDate="2026-02-03 {end} +0200">\n'
        '  <WorkoutStatistics type="HKQuantityTypeIdentifierActiveEnergyBurned" sum="300" unit="kcal"/>\n'
        " </Workout>\n"
    )
