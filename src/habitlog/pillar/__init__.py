"""What a pillar is: a table, kinds of entries with their records and forms, measures, and a face."""

from habitlog.pillar.declare import Face, Kind, Pillar
from habitlog.pillar.field import Field, Group, Option
from habitlog.pillar.measures import Days, Detail, Measure, Metric, Named, Outcome, Summary, Weekly, Windowed
from habitlog.pillar.names import Common, Suggests
from habitlog.pillar.record import EntryRecord, Moment, Text, clock_minutes, read_record
from habitlog.pillar.style import Style
from habitlog.pillar.timer import IntervalTimer, StillTimer, Timer

__all__ = [
    "Common",
    "Days",
    "Detail",
    "EntryRecord",
    "Face",
    "Field",
    "Group",
    "IntervalTimer",
    "Kind",
    "Measure",
    "Metric",
    "Moment",
    "Named",
    "Option",
    "Outcome",
    "Pillar",
    "StillTimer",
    "Style",
    "Suggests",
    "Summary",
    "Text",
    "Timer",
    "Weekly",
    "Windowed",
    "clock_minutes",
    "read_record",
]
