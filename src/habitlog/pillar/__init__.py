"""What a pillar is: a table, kinds of entries with their records and forms, metrics, and a face."""

from habitlog.pillar.declare import Face, Kind, Metric, Pillar, Summary
from habitlog.pillar.field import Field, Group, Option
from habitlog.pillar.names import Common, Suggests
from habitlog.pillar.record import EntryRecord, Moment, Text, clock_minutes, read_record
from habitlog.pillar.style import Style

__all__ = [
    "Common",
    "EntryRecord",
    "Face",
    "Field",
    "Group",
    "Kind",
    "Metric",
    "Moment",
    "Option",
    "Pillar",
    "Style",
    "Suggests",
    "Summary",
    "Text",
    "clock_minutes",
    "read_record",
]
