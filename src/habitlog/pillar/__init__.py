"""What a pillar is: a table, kinds of entries with their records and forms, measures, and a face."""

from habitlog.pillar.declare import EntryKind, Pillar, Theme
from habitlog.pillar.field import FormField, Option, OptionGroup
from habitlog.pillar.measures import (
    DailyMetric,
    DayRange,
    KeyedMetric,
    Metric,
    SummaryKind,
    WeeklyMetric,
    WindowDetail,
    WindowMetric,
    WindowResult,
)
from habitlog.pillar.names import CommonName, SuggestionSource
from habitlog.pillar.record import EntryRecord, Moment, Text, clock_minutes, parse_record
from habitlog.pillar.style import Style
from habitlog.pillar.timer import IntervalTimer, MinutesTimer, Timer

__all__ = [
    "CommonName",
    "DailyMetric",
    "DayRange",
    "EntryKind",
    "EntryRecord",
    "FormField",
    "IntervalTimer",
    "KeyedMetric",
    "Metric",
    "MinutesTimer",
    "Moment",
    "Option",
    "OptionGroup",
    "Pillar",
    "Style",
    "SuggestionSource",
    "SummaryKind",
    "Text",
    "Theme",
    "Timer",
    "WeeklyMetric",
    "WindowDetail",
    "WindowMetric",
    "WindowResult",
    "clock_minutes",
    "parse_record",
]
