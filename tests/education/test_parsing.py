"""A torn snippet file is refused with the file, the line and the snippet's id."""

from __future__ import annotations

import pytest
from tests.support.cases import for_each_case
from tests.support.snippet_files import PILLAR, REFERENCES, WORDS, library, snippet

from habitlog.education.errors import EducationError
from habitlog.education.library import SnippetLibrary
from habitlog.education.snippet_files import parse_snippet_file

BROWSE = '{ rule = "browse" }'
PATTERN = '{{ rule = "pattern", metric = "{}", statistic = "{}", over = {}, needed = {}, {} }}'
ANSWER = '{{ rule = "logged", pillar = "sleep", kind = "night", {} }}'
FIRST_LINE = PILLAR.count("\n") + 1


def test_complete_snippet_file_is_parsed() -> None:
    read = library(snippet("one", BROWSE), snippet("two", BROWSE))
    assert [s.id for s in read.snippets] == ["one", "two"]
    assert {snippet.pillar for snippet in read.snippets} == {"sleep"}
    assert list(read.group_by_chapter()) == ["Sleep"]
    assert read.list_sources(read.snippets[0])[0].id == "doe2020"


@for_each_case(
    ("changes", "message"),
    [
        ({"sources": "[]"}, "missing source"),
        ({"sources": ""}, "missing source"),
        ({"sources": '["roe1999"]'}, "unknown reference roe1999"),
        ({"evidence": '"hearsay"'}, "unknown evidence 'hearsay'"),
        ({"chapter": '"Gossip"'}, "unknown chapter 'Gossip'"),
        ({"lines": "[]"}, "missing lines"),
        ({"lines": '["the moon"]'}, "the chapter has no line 'the moon'"),
        ({"text": f'"{"word " * 39}"'}, "39 words, 40 to 90 needed"),
        ({"text": f'"{"word " * 91}"'}, "91 words, 40 to 90 needed"),
        ({"limits": ""}, "missing limits"),
        ({"limits": '""'}, "missing limits"),
        ({"topics": "[]"}, "missing topics"),
        ({"topics": '["sleep-duration", "moonlight"]'}, "unknown topic moonlight"),
        ({"shows_when": "[]"}, "missing shows_when"),
        ({"reviewed": '"2026-11-20"'}, "missing reviewed"),
        ({"version": "0"}, "version starts at 1"),
        ({"id": '"Bad Id"'}, "lower-case words joined by hyphens"),
        ({"mood": '"high"'}, "unknown mood"),
        ({"certainty": '"certain"'}, "unknown certainty 'certain'"),
        ({"certainty": ""}, "missing certainty"),
        ({"certainty_reason": ""}, "missing certainty_reason"),
        ({"text": f'"It {WORDS}"'}, "the first line does not stand alone"),
        ({"text": f'"{WORDS}? Yes."'}, "the first line does not stand alone"),
        ({"size": "3"}, "size is empty or of another type"),
        ({"more": '["A paragraph."]'}, "more belongs to a question"),
        ({"leads_to": '"one"'}, "leads to 'one', which answers no question"),
    ],
)
def test_invalid_value_is_reported_with_place(changes: dict[str, str], message: str) -> None:
    good = snippet("one", BROWSE)
    with pytest.raises(EducationError) as refused:
        library(good, snippet("two", BROWSE, **changes))
    assert message in str(refused.value)
    assert refused.value.location.startswith(f"sleep/snippets.toml:{FIRST_LINE + good.count(chr(10))}, snippet ")


@for_each_case(
    ("rule", "message"),
    [
        ('{ rule = "moon" }', "unknown rule 'moon'"),
        ('{ rule = "logged", pillar = "moon" }', "unknown pillar 'moon'"),
        ('{ rule = "logged", pillar = "sleep", kind = "moon" }', "unknown kind 'moon'"),
        ('{ rule = "milestone", pillar = "sleep" }', "unknown kind None"),
        ('{ rule = "browse", over = 3 }', "knows no over"),
        (PATTERN.format("sleep.moon", "mean", 14, 7, "at_least = 1"), "unknown metric"),
        (PATTERN.format("sleep.duration", "mode", 14, 7, "at_least = 1"), "unknown statistic 'mode'"),
        (PATTERN.format("sleep.duration", "mean", 14, 15, "at_least = 1"), "needed not above over"),
        (PATTERN.format("sleep.duration", "mean", 29, 7, "at_least = 1"), "1 to 28"),
        (PATTERN.format("sleep.duration", "mean", 14, 7, "moon = 1"), "at_least or at_most"),
        (PATTERN.format("sleep.duration", "days", 14, 7, "at_most = 3"), "missing data"),
        (PATTERN.format("sleep.duration", "total", 14, 7, "at_most = 3"), "missing data"),
        (PATTERN.format("sleep.duration", "mean", 14, 7, 'at_least = "3"'), "are numbers"),
        (PATTERN.format("sleep.duration", "mean", '"14"', 7, "at_least = 3"), "whole numbers"),
        (PATTERN.format("sleep.duration", "weeks", 20, 3, "at_least = 2"), "over is 14, 21 or 28"),
        (PATTERN.format("sleep.duration", "weeks", 28, 3, "at_most = 2"), "missing data"),
        (PATTERN.format("sleep.duration", "mean", 14, 7, "at_least = 2, above = 3"), "days alone takes above or below"),
        (PATTERN.format("sleep.duration", "days", 14, 7, "at_least = 2, above = 3, below = 4"), "one of them"),
        (PATTERN.format("sleep.midpoint", "days", 14, 7, "at_least = 2, below = 3"), "a clock metric above"),
        (PATTERN.format("sleep.duration", "days", 14, 7, 'at_least = 2, above = "3"'), "are numbers"),
        ('{ rule = "milestone", metric = "sleep.moon" }', "unknown metric"),
        (ANSWER.format('field = "moon", value = "free"'), "no words for the answer 'moon' 'free' of 'night'"),
        (ANSWER.format('field = "day_kind", value = "moon"'), "no words for the answer 'day_kind' 'moon'"),
        (ANSWER.format('field = "day_kind", at_least = 3'), "no words for the answer 'day_kind' 3"),
        (ANSWER.format('field = "day_kind"'), "no words for the answer 'day_kind' None"),
        (ANSWER.format('field = "quality", value = "4"'), "no words for the answer 'quality' '4'"),
        (ANSWER.format('value = "free"'), "knows no value"),
        ('"browse"', "a rule is a table"),
        (PATTERN.format("sleep.midpoint", "mean", 14, 7, "at_least = 3"), "a clock metric"),
    ],
)
def test_invalid_rule_is_reported_with_place(rule: str, message: str) -> None:
    with pytest.raises(EducationError) as refused:
        library(snippet("one", rule))
    assert str(refused.value).startswith(f"sleep/snippets.toml:{FIRST_LINE}, snippet 'one': ")
    assert message in str(refused.value)


def test_pillar_can_add_topics() -> None:
    table = PILLAR.replace('noun = "sleep"', 'noun = "sleep"\ntopics = ["moonlight"]')
    text = table + snippet("one", BROWSE, topics='["moonlight", "circadian"]')
    [one] = SnippetLibrary.from_files([parse_snippet_file("sleep/snippets.toml", text)], REFERENCES).snippets
    assert one.topics == ("moonlight", "circadian")


def test_duplicate_snippet_id_is_refused() -> None:
    with pytest.raises(EducationError, match="snippet 'one': this id appears twice"):
        library(snippet("one", BROWSE), snippet("one", BROWSE))


def test_malformed_toml_names_file_and_line() -> None:
    with pytest.raises(EducationError, match=r"torn\.toml: .*line 2"):
        parse_snippet_file("torn.toml", "a = 1\nb = \n")


def test_table_header_must_stand_on_its_own_line() -> None:
    with pytest.raises(EducationError, match="a line of their own"):
        parse_snippet_file("odd.toml", f'snippet = [{{ id = "one", text = "{WORDS}" }}]')


def test_malformed_pillar_table_names_file() -> None:
    file = parse_snippet_file("moon.toml", '[pillar]\nkey = "moon"\n')
    with pytest.raises(EducationError, match=r"moon\.toml: the \[pillar\] table"):
        SnippetLibrary.from_files([file], REFERENCES)
