"""What a pillar declares: a table, kinds of entries with their records and forms, metrics, and a theme."""

from habitlog.formatting import Style
from habitlog.stats import SummaryKind
from habitlog.tracking.clock_spans import ClockChart, ClockSpan
from habitlog.tracking.entry import EntryRecord, Moment, Text, TimeSpan, clock_minutes, find_start_problem, parse_record
from habitlog.tracking.fields import (
    CommonName,
    CompletionButtons,
    FormField,
    IntervalTimer,
    MinutesTimer,
    Option,
    OptionGroup,
    SuggestionSource,
    TileVersions,
    Timer,
)
from habitlog.tracking.measures import without_measures
from habitlog.tracking.metrics import (
    DailyMetric,
    DayRange,
    KeyedMetric,
    Metric,
    MissingValueReason,
    WeeklyMetric,
    WindowDetail,
    WindowMetric,
    WindowResult,
)
from habitlog.tracking.pillar import AdditionalEntry, DayStrip, EntryKind, Measure, Pillar, Theme

__all__ = [
    "AdditionalEntry",
    "ClockChart",
    "ClockSpan",
    "CommonName",
    "CompletionButtons",
    "DailyMetric",
    "DayRange",
    "DayStrip",
    "EntryKind",
    "EntryRecord",
    "FormField",
    "IntervalTimer",
    "KeyedMetric",
    "Measure",
    "Metric",
    "MinutesTimer",
    "MissingValueReason",
    "Moment",
    "Option",
    "OptionGroup",
    "Pillar",
    "Style",
    "SuggestionSource",
    "SummaryKind",
    "Text",
    "Theme",
    "TileVersions",
    "TimeSpan",
    "Timer",
    "WeeklyMetric",
    "WindowDetail",
    "WindowMetric",
    "WindowResult",
    "clock_minutes",
    "find_start_problem",
    "parse_record",
    "without_measures",
]
