"""Small exports of Loop Habit Tracker, as the app writes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime

from tests.support.archives import make_zip

HABITS = (
    "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit,Target Type,"
    "Target Value,Archived?\n"
    "001,Meditate,NUMERICAL,,,1,1,#FF8F00,minutes,AT_LEAST,10.0,false\n"
    '002,"Walk, run",YES_NO,,,3,7,#00897B,,,,false\n'
    "003,No coffee,YES_NO,,,1,1,#00897B,,,,true\n"
)
MARKS = (
    "Date,Meditate,Walk, run,No coffee,\n"
    "2026-03-04,UNKNOWN,UNKNOWN,UNKNOWN,\n"
    "2026-03-03,15000,YES_AUTO,YES_MANUAL,\n"
    "2026-03-02,NO,YES_MANUAL,SKIP,\n"
    "2026-03-01,7500,NO,YES_MANUAL,\n"
)
SCORES = "Date,Meditate,Walk, run,No coffee,\n2026-03-04,0.1000,0.0000,0.0000,\n"
ALL_NAMES = {"Meditate": "practice_minutes", "Walk, run": "movement", "No coffee": "tag"}


def make_loop_zip(marks: str = MARKS, habits: str = HABITS) -> bytes:
    """Return an archive of three habits: one in minutes, one done at times, one that was archived."""
    notes = "Date,Value,Notes\n2026-03-03,15000,in the park\n2026-03-02,NO,ill\n"
    return make_zip(
        {
            "Habits.csv": habits.encode(),
            "001 Meditate/Scores.csv": b"Date,Score\n2026-03-04,0.1000\n",
            "001 Meditate/Checkmarks.csv": notes.encode(),
            "002 Walk run/Checkmarks.csv": b"Date,Value,Notes\n2026-03-02,YES_MANUAL,\n",
            "Scores.csv": SCORES.encode(),
            "Checkmarks.csv": marks.encode(),
        }
    )


def make_loop_database(marks: Iterable[tuple[int, object, object, str]], more: str = "") -> bytes:
    """Return a database of two habits with marks of habit, milliseconds, value and note; `more` is run at the end."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            "create table Habits (id integer primary key, archived integer, name text, type integer, unit text);"
            "create table Repetitions"
            " (id integer primary key, habit integer, timestamp integer, value integer, notes text);"
            "insert into Habits values (7, 0, 'Meditate', 1, 'minutes'), (9, 1, 'No coffee', 0, '');"
        )
        connection.executemany("insert into Repetitions (habit, timestamp, value, notes) values (?, ?, ?, ?)", marks)
        connection.executescript(more)
        connection.commit()
        return connection.serialize()


def midnight_ms(day: str) -> int:
    """Return the milliseconds of the midnight in UTC that Loop keeps for a date."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1000
