"""The messages of the codes of files and imports."""

from __future__ import annotations

from collections.abc import Mapping

from habitlog.translation import gettext_noop as _

IMPORT_MESSAGES: Mapping[str, str] = {
    "import_cannot_be_undone": _("This import can no longer be undone."),
    "import_format_unknown": _("habitlog does not know this kind of file."),
    "import_has_refused_items": _(
        "Nothing was imported, because a part of the file cannot be taken. "
        "Tick “Import the rest without these” to import the others."
    ),
    "import_unknown": _("There is no such import. A file that is not imported is deleted after a day."),
    "too_many_waiting_imports": _("%(most)s files are waiting already. Import or delete one of them first."),
    "archive_damaged": _("The zip file is damaged and cannot be read."),
    "archive_file_too_large": _("A file in the zip file is larger than %(most_mb)s MB."),
    "archive_has_too_many_files": _("The zip file holds more than %(most)s files."),
    "archive_has_too_many_archives": _("The zip file holds more than %(most)s other zip files."),
    "archive_in_archive": _("The zip file holds another zip file that cannot be opened here. Unpack it first."),
    "archive_method_unknown": _("A file in the zip file is packed in a way that habitlog does not read."),
    "archive_of_several_files": _(
        "The zip file holds %(count)s files of the kind %(format)s. Unpack it and import one of them at a time."
    ),
    "archive_of_several_formats": _(
        "The zip file holds files of several kinds: %(formats)s. Unpack it and import one of them at a time."
    ),
    "archive_protected": _("The zip file is protected by a password. Unpack it and import the files inside."),
    "archive_too_large": _("The files in the zip file are larger than %(most_mb)s MB altogether."),
    "archive_without_known_file": _("The zip file holds no file that habitlog can import. Found: %(kinds)s."),
    "column_needed": _("Choose the column."),
    "unit_needed": _("Choose the unit of the column."),
    "night_date_needed": _("Say which date it is: that of getting up, or of the evening before."),
    "column_unknown": _("The table has no column of this name."),
    "date_order_needed": _(
        "The dates could be read in two ways: the file does not show whether day or month comes first."
    ),
    "mapping_needed": _(
        "No app that habitlog knows wrote this table, so a mapping has to say what its columns are: %(columns)s."
    ),
    "mapping_not_an_object": _("The mapping is not a JSON object with entries and columns."),
    "activity_length_out_of_range": _("The length is outside 1 to %(most)s minutes."),
    "daylio_columns_missing": _("This is not a file of Daylio: it lacks %(columns)s."),
    "database_damaged": _("The database is cut short or damaged, or is none."),
    "database_too_large": _("The database is larger than %(most_mb)s MB."),
    "file_has_too_many_entries": _(
        "The file holds %(count)s entries. At most %(most)s are imported at once: export a shorter time from the app."
    ),
    "import_ended_meanwhile": _("This import was ended meanwhile, or another request imports the file."),
    "import_interrupted": _("habitlog was stopped in the middle of this import. Nothing was imported."),
    "import_failed": _("This import came to nothing. The operator finds more in the log of habitlog."),
    "import_is_running": _("This file is being read or imported at the moment."),
    "waiting_imports_too_large": _(
        "The files that wait to be imported are larger than %(most_mb)s MB altogether. Import or delete some of them."
    ),
    "table_too_large": _("A table whose columns you say yourself has at most %(most_mb)s MB."),
    "file_too_large_for_memory": _(
        "A file of this kind has at most %(most_mb)s MB: export a shorter time from the app."
    ),
    "import_stopped": _("You stopped this import. Nothing was imported."),
    "file_has_too_many_names": _("The file has more than %(most)s names."),
    "loop_database_unknown": _(
        "This database is not of Loop Habit Tracker: its tables of habits and days are missing."
    ),
    "loop_marks_missing": _(
        "This is not an export of Loop Habit Tracker: Checkmarks.csv with the habits of all days is missing."
    ),
    "loop_several_sources": _("There are several exports of Loop Habit Tracker. Import one of them at a time."),
    "name_choice_taken": _("Another name is this already, and a day has one of it."),
    "name_without_amounts": _("It was ticked without a number, so there are no minutes to read."),
    "names_needed": _("A mapping has to say what each name in the file is: %(names)s."),
    "names_not_an_object": _("The mapping is not a JSON object with names."),
    "names_not_said": _("Say what this is: %(names)s."),
    "night_columns_needed": _("A night needs the times of going to bed and getting up, or the time asleep."),
    "row_without_name": _("The row does not say what was done."),
    "sleep_quality_format": _("%(name)s is not a whole number from 1 to 5."),
    "stress_level_format": _("%(name)s is not a whole number from 0 to 10."),
    "zone_spans_format": _(
        "The time zones are not written like America/New_York until 2025-06-30, Europe/Berlin. At most %(most)s fit."
    ),
    "zone_spans_out_of_order": _("The dates until which the time zones hold are not in their order."),
    "day_already_has_entry": _("there is already a %(entry)s on %(day)s"),
    "exercise_name_missing": _("The row has no exercise name that can be kept."),
    "exercise_name_too_long": _("An exercise name is longer than %(most)s characters."),
    "export_checksum_wrong": _("The checksum does not hold: the file is cut short or was changed."),
    "export_not_json": _("This is not a whole export of habitlog: it is no valid JSON document."),
    "export_part_missing": _("A part of this export is missing or of the wrong kind."),
    "export_version_unknown": _("This export was made by another version of habitlog, which can read it."),
    "file_date_or_time_does_not_exist": _("%(name)s is a date or time that does not exist."),
    "file_clock_format": _("The time is not written like 22:45 or 10:45 pm."),
    "file_date_format": _("The date is not written like 2026-03-12, 12 Mar 2026 or 12.3.2026."),
    "file_day_of_time_other": _("The time is of another day than the row."),
    "file_length_format": _("%(name)s is not a length in this unit."),
    "file_day_format": _("The date is not written like 2026-03-12."),
    "file_empty": _("The file is empty."),
    "file_has_too_many_items": _("The file holds more than %(most)s items that could be imported."),
    "file_time_skipped": _("On %(day)s the clocks in %(zone)s went forward and %(clock)s did not happen."),
    "file_year_out_of_range": _("The year lies outside %(first)s to %(last)s."),
    "fit_too_large": _("The FIT file has more than %(most_mb)s MB, more than a day of a watch."),
    "fit_damaged": _("The FIT file is damaged or cut short: its checksum does not hold."),
    "fit_start_unknown": _("The watch did not know the time when the activity began."),
    "fitnotes_columns_missing": _("This is not a FitNotes file: it lacks %(columns)s."),
    "hevy_columns_missing": _("This is not a Hevy file: it lacks %(columns)s."),
    "file_time_format": _("The date and time are not written like 30 Jan 2025, 14:06."),
    "item_ends_before_start": _("It ends before it starts."),
    "may_be_a_clinician_topic": _("may be left to a clinician (class %(topic_class)s, %(field)s)"),
    "left_to_clinician": _("left to a clinician (class %(topic_class)s, %(field)s)"),
    "load_too_large": _("%(name)s is more than %(most)s kg."),
    "log_id_missing": _("The log has no logId, so it cannot be told from others."),
    "main_sleep_unknown": _("The log does not say whether it is the main sleep or a nap."),
    "month_not_english": _("The month is not an English one, like Jan or January."),
    "more_asleep_than_elapsed": _(
        "There are more minutes asleep than minutes between its two times in this time zone."
    ),
    "not_a_fitbit_file": _(
        "This is not a Fitbit sleep file: a JSON list of logs with logId, startTime and endTime is expected."
    ),
    "not_a_garmin_file": _("This is not a Garmin file: a JSON list of nights or activities is expected."),
    "not_a_habitlog_export": _("This is not an export of habitlog."),
    "not_a_table": _("This cannot be read as a table: it is no text in UTF-8 or UTF-16."),
    "not_a_number": _("%(name)s is not a number."),
    "habitbull_columns_missing": _("This is not a file of HabitBull: it lacks %(columns)s."),
    "no_room_to_unpack": _("There is no room to unpack the file. Nothing was imported."),
    "health_connect_tables_missing": _("This database is not of Health Connect: it has no sleeps and no exercise."),
    "not_a_fitbit_table": _("This is not a table of Fitbit: it has no section of sleeps."),
    "not_a_plees_file": _("This is not a file of Plees Tracker with times in milliseconds."),
    "not_a_sleepmeter_file": _("This is not a file of Sleepmeter."),
    "not_a_google_fit_file": _("This is not a session of Google Fit."),
    "not_a_samsung_health_file": _("This is not a table of sleeps, stages or activities of Samsung Health."),
    "not_a_sleep_as_android_file": _("This is not a file of Sleep as Android."),
    "not_an_offset": _("%(name)s is not a time zone like UTC+01:00."),
    "whoop_columns_missing": _("This is not a table of WHOOP sleeps or workouts."),
    "not_a_sleep_log": _("This is not a sleep log."),
    "not_a_timestamp": _("%(name)s is not a time like 2026-03-12T22:45:00."),
    "not_a_timestamp_with_offset": _("%(name)s is not a time like 2026-03-12 22:45:00 +0100."),
    "not_a_whole_number_from_zero": _("%(name)s is not a whole number from 0 up."),
    "number_below_zero": _("%(name)s is below 0."),
    "oura_columns_missing": _("This is not a table of Oura trends: it lacks %(columns)s."),
    "practice_too_long": _("The practice is longer than %(most)s minutes."),
    "recorded_sleeps_overlap": _("It lies at the same time as another sleep of the file (%(location)s)."),
    "reps_out_of_range": _("reps is not a whole number from %(least)s to %(most)s."),
    "row_field_count_wrong": _("The row has more or fewer fields than the first line names."),
    "set_time_format": _("The time of a set is not written like 0:01:30."),
    "set_too_far": _("%(name)s is more than %(most)s m."),
    "set_too_long": _("%(name)s is more than %(most)s s."),
    "set_type_unknown": _("habitlog does not know this set type."),
    "sleep_ends_before_start": _("The sleep ends before it starts, or at the same time."),
    "sleep_too_long": _("The sleep is longer than 24 hours."),
    "sleep_value_unknown": _("habitlog does not know this value of a sleep record."),
    "strong_columns_missing": _("This is not a Strong file: it lacks %(columns)s."),
    "times_awake_format": _("The times awake are not written like 60-90|120-130."),
    "too_many_sets": _("There are more than %(most)s sets in one session."),
    "weight_unit_unknown": _("habitlog does not know this unit of weight: kg and lb are known."),
    "xml_damaged": _("The file is cut short or damaged: line %(line)s is no valid XML."),
    "xml_element_too_large": _("One element is too large to be read, near line %(line)s."),
    "xml_entities_refused": _("The file declares XML entities, which habitlog does not read."),
    "xml_root_unknown": _("This is not the expected XML file: it has no element %(root)s."),
    "xml_too_deep": _("Elements are nested too deeply at line %(line)s."),
}
