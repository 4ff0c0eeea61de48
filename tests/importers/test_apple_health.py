"""Apple Health exports as drafts: nights of one source, workouts, mindful sessions, and files that are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.archives import make_zip
from tests.support.cases import for_each_case
from tests.support.health_exports import (
    PROLOG,
    write_health_file,
    write_mindful,
    write_record,
    write_sleep,
    write_workout,
)
from tests.support.people import ApiClient

from habitlog.errors import Malformed
from habitlog.importers import apple_health
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource
from habitlog.importers.xml_elements import MAX_BYTES_BETWEEN_ELEMENTS, XmlElementReader
from habitlog.web.presenters.error_text import describe_error
from habitlog.web.presenters.imports import describe_refusal

BERLIN = "Europe/Berlin"
WATCH_NIGHT = (
    write_sleep("02 00:10", "02 03:00", "AsleepCore"),
    write_sleep("02 03:00", "02 03:20", "Awake"),
    write_sleep("02 03:20", "02 07:10", "AsleepREM"),
)
PHONE_NIGHT = write_sleep("01 23:40", "02 07:30", "InBed", source="Phone")


def parsed(*items: str, zone: str = BERLIN) -> ParsedFile:
    return apple_health.parse_source(ImportSource.from_bytes(write_health_file(*items), zone))


def fields_of(*items: str, zone: str = BERLIN) -> list[dict[str, Any]]:
    answer = parsed(*items, zone=zone)
    assert answer.refusals == []
    return [draft.fields for draft in answer.drafts]


def test_night_is_that_of_the_source_with_stages() -> None:
    answer = parsed(PHONE_NIGHT, *WATCH_NIGHT)
    assert [draft.fields for draft in answer.drafts] == [
        {
            "kind": "night",
            "zone": BERLIN,
            "bed_at": "2026-02-01T23:10:00",
            "out_at": "2026-02-02T06:10:00",
            "asleep_min": 400,
        }
    ]
    assert (answer.items_read, answer.duplicates) == (4, 0)
    assert answer.unsupported == {
        "sleep of another source at the same time: Phone": 1,
        "sleep stages of the device": 1,
        "night without time in bed, whose first and last times of sleep are kept as those in bed": 1,
    }


def test_times_are_instants_in_the_zone_of_the_record_or_else_the_file() -> None:
    (night,) = fields_of(*WATCH_NIGHT, zone="America/New_York")
    assert (night["bed_at"], night["zone"]) == ("2026-02-01T17:10:00", "America/New_York")
    own_zone = [
        item.replace("></Record>", '><MetadataEntry key="HKTimeZone" value="Asia/Tokyo"/></Record>')
        for item in WATCH_NIGHT
    ]
    (night,) = fields_of(*own_zone)
    assert (night["bed_at"], night["zone"]) == ("2026-02-02T07:10:00", "Asia/Tokyo")
    (night,) = fields_of(write_sleep("02 00:10", "02 03:00", "Asleep", zone="Moon/Sea"))
    assert night["zone"] == BERLIN


def test_time_in_bed_and_overlapping_segments_of_one_source() -> None:
    (night,) = fields_of(
        write_sleep("01 23:40", "02 07:40", "InBed"),
        write_sleep("02 00:00", "02 04:00", "Asleep"),
        write_sleep("02 03:00", "02 07:00", "Asleep"),
    )
    assert (night["bed_at"], night["out_at"], night["asleep_min"]) == (
        "2026-02-01T22:40:00",
        "2026-02-02T06:40:00",
        420,
    )


def test_night_without_minutes_asleep() -> None:
    answer = parsed(PHONE_NIGHT)
    assert "asleep_min" not in answer.drafts[0].fields
    assert answer.unsupported == {"night without minutes asleep, kept with its times": 1}


def test_pieces_are_joined_over_an_hour_at_most() -> None:
    hour = (write_sleep("02 00:00", "02 03:00", "AsleepCore"), write_sleep("02 04:00", "02 08:00", "AsleepCore"))
    assert [(each["kind"], each["asleep_min"]) for each in fields_of(*hour)] == [("night", 420)]
    longer = (write_sleep("02 00:00", "02 03:00", "AsleepCore"), write_sleep("02 04:01", "02 08:00", "AsleepCore"))
    assert [each["kind"] for each in fields_of(*longer)] == ["nap", "night"]


def test_short_sleep_by_day_is_a_nap_also_where_it_is_the_only_one() -> None:
    assert [each["kind"] for each in fields_of(write_sleep("02 14:00", "02 14:40", "Asleep"))] == ["nap"]
    assert [each["kind"] for each in fields_of(write_sleep("02 09:00", "02 15:00", "Asleep"))] == ["night"]
    assert [each["kind"] for each in fields_of(write_sleep("02 03:00", "02 04:00", "Asleep"))] == ["night"]


def test_second_long_sleep_of_a_date_is_another_main_sleep() -> None:
    answer = parsed(write_sleep("02 01:00", "02 10:00", "Asleep"), write_sleep("02 13:00", "02 21:30", "Asleep"))
    nights = [(draft.fields["kind"], draft.fields.get("additional")) for draft in answer.drafts]
    assert (nights, answer.refusals) == ([("night", None), ("night", True)], [])
    assert answer.unsupported["further main sleep of a date, kept as another main sleep"] == 1


def test_repeated_records_count_once() -> None:
    answer = parsed(*WATCH_NIGHT, *WATCH_NIGHT, *[write_mindful("07:00:00", "07:01:00")] * 2)
    assert (len(answer.drafts), answer.duplicates) == (2, 4)


def test_same_sleep_has_the_same_id_in_a_later_export() -> None:
    assert parsed(*WATCH_NIGHT).drafts[0].id == parsed(*WATCH_NIGHT, PHONE_NIGHT).drafts[0].id


@for_each_case(
    ("activity", "name"),
    [
        ("Running", "Running"),
        ("TraditionalStrengthTraining", "Traditional strength training"),
        ("HighIntensityIntervalTraining", "High intensity interval training"),
        ("TaiChi", "Tai chi"),
        ("Other", "Other workout"),
        ("", "Other workout"),
    ],
)
def test_workout_is_other_movement_by_its_name(activity: str, name: str) -> None:
    (workout,) = fields_of(write_workout(activity, "18:00:00", "18:40:00", duration="38.6"))
    assert workout == {
        "kind": "other",
        "activity": name,
        "zone": BERLIN,
        "day": "2026-02-03",
        "started_at": "2026-02-03T17:00:00",
        "session_min": 39,
    }


def test_workout_without_duration_lasts_from_start_to_end() -> None:
    (workout,) = fields_of(write_workout("Rowing", "18:00:00", "18:40:00"))
    assert workout["session_min"] == 40


def test_workout_that_two_sources_recorded_counts_once() -> None:
    run = write_workout("Running", "18:00:00", "18:40:00")
    answer = parsed(run, write_workout("Running", "18:01:00", "18:39:00", source="Strava"))
    assert len(answer.drafts) == 1
    assert answer.unsupported == {"workout of another source at the same time: Strava": 1}
    assert len(parsed(run, write_workout("Running", "19:00:00", "19:30:00", source="Strava")).drafts) == 2
    assert len(parsed(run, write_workout("Yoga", "18:01:00", "18:39:00", source="Strava")).drafts) == 2


def test_mindful_session_is_a_practice_by_its_name() -> None:
    assert fields_of(write_mindful("07:00:00", "07:01:00")) == [
        {
            "kind": "practice",
            "practice": "other",
            "practice_text": "Mindful session",
            "minutes": 1,
            "zone": BERLIN,
            "day": "2026-02-03",
            "started_at": "2026-02-03T06:00:00",
        }
    ]
    answer = parsed(write_mindful("07:00:00", "07:00:20"))
    assert (answer.drafts, answer.unsupported) == ([], {"mindful session shorter than half a minute": 1})


def test_other_records_are_counted_by_kind() -> None:
    times = ("2026-02-03 07:00:00 +0200", "2026-02-03 07:01:00 +0200")
    answer = parsed(
        write_record("HKQuantityTypeIdentifierHeartRate", *times, value="60"),
        write_record("HKQuantityTypeIdentifierHeartRate", *times, value="61"),
        write_record("HKQuantityTypeIdentifierVO2Max", *times, value="40"),
        ' <ActivitySummary dateComponents="2026-02-03"/>\n',
    )
    assert (answer.items_read, answer.drafts) == (4, [])
    assert answer.unsupported == {
        "Heart rate (Apple Health)": 2,
        "VO 2 max (Apple Health)": 1,
        "Activity summary (Apple Health)": 1,
    }


@for_each_case(
    ("item", "reason"),
    [
        (write_sleep("02 07:00", "02 06:00", "Asleep"), "It ends before it starts."),
        (write_sleep("02 25:00", "02 26:00", "Asleep"), "does not exist"),
        (write_sleep("02 07:00", "02 08:00", "Dreaming"), "does not know this value"),
        (write_sleep("02 07:00", "02 08:00", "Asleep").replace(" +0200", ""), "not a time like"),
        (write_sleep("02 07:00", "02 08:00", "Asleep").replace("2026-", "9999-"), "outside 1901 to 2099"),
        (write_sleep("02 07:00", "04 08:00", "Asleep"), "longer than 24 hours"),
    ],
)
def test_one_bad_record_does_not_cost_the_others(item: str, reason: str) -> None:
    answer = parsed(item, write_mindful("07:00:00", "07:10:00"))
    (refusal,) = answer.refusals
    assert refusal.location == "line 17"
    assert reason in describe_refusal(refusal)
    assert len(answer.drafts) == 1


def test_control_characters_are_left_out() -> None:
    assert len(fields_of(write_mindful("07:00:00", "07:10:00", source="My\x0bWatch"))) == 1


def test_export_is_imported_from_its_archive(program: ApiClient) -> None:
    archive = make_zip(
        {
            "apple_health_export/Export.xml": write_health_file(
                PHONE_NIGHT,
                *WATCH_NIGHT,
                write_mindful("07:00:00", "07:10:00"),
                write_workout("Running", "18:00:00", "18:40:00"),
            ),
            "apple_health_export/export_cda.xml": b'<?xml version="1.0"?><ClinicalDocument/>',
            "apple_health_export/workout-routes/route_2026-02-03.gpx": b"<gpx/>",
        }
    )
    answer = program.upload("/imports", "export.zip", archive)
    report = answer.json()["report"]
    assert (answer.status_code, answer.json()["format"]) == (201, "apple_health")
    assert report["added"] == {"sleep night": 1, "stress practice": 1, "training other": 1}
    assert report["unsupported"]["other files of the archive"] == 2
    assert program.upload("/imports", "export.zip", archive).json()["report"]["same"] == 3


BILLION_LAUGHS = '<!DOCTYPE HealthData [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
OUTSIDE = '<!DOCTYPE HealthData [<!ENTITY passwords SYSTEM "file:///etc/passwd">]>\n'


def refusal_of(data: bytes) -> str:
    with pytest.raises(Malformed) as caught:
        apple_health.parse_source(ImportSource.from_bytes(data, BERLIN))
    return describe_error(caught.value)


@for_each_case("prolog", [BILLION_LAUGHS, OUTSIDE])
def test_entities_are_refused(prolog: str) -> None:
    assert "declares XML entities" in refusal_of(write_health_file(prolog=prolog))


def test_entity_that_is_not_declared_is_refused() -> None:
    assert "line 17 is no valid XML" in refusal_of(write_health_file(' <Record type="&b;"/>\n'))


def test_declaration_inside_the_document_is_refused() -> None:
    assert "no valid XML" in refusal_of(write_health_file(BILLION_LAUGHS, prolog=""))


def test_file_that_is_cut_short_names_its_line() -> None:
    data = write_health_file(*WATCH_NIGHT)
    assert "line 19 is no valid XML" in refusal_of(data[: data.index(b"AsleepREM")])


def test_other_files_are_refused() -> None:
    assert "it has no element HealthData" in refusal_of(b"<ClinicalDocument/>")
    assert "it has no element HealthData" in refusal_of(PROLOG.encode() * 4000)


def test_nested_elements_are_refused() -> None:
    assert "nested too deeply" in refusal_of(b"<HealthData>" + b"<a>" * 1_000_000)


def test_endless_value_is_refused_while_it_is_read() -> None:
    read = 0

    def iter_chunks() -> Iterator[bytes]:
        nonlocal read
        yield b'<HealthData><Record type="'
        while True:
            read += 65536
            yield b"a" * 65536

    with pytest.raises(Malformed, match="xml_element_too_large"):
        XmlElementReader("HealthData", lambda *_: None).read_chunks(iter_chunks())
    assert read <= 2 * MAX_BYTES_BETWEEN_ELEMENTS


def test_too_many_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apple_health, "MAX_ITEMS", 2)
    assert "more than 2 items" in refusal_of(write_health_file(*WATCH_NIGHT))
