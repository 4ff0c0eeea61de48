"""The sentences on how many numbers of a page were judged."""

from __future__ import annotations

from tests.support.cases import for_each_case

from habitlog.tracking import Style
from habitlog.usecases.trends.page_changes import PageChanges
from habitlog.web.presenters.page_changes import describe_judged_numbers, present_page_changes

CHANCE = "If none had changed, chance would still name up to 1 in 20"


@for_each_case(
    ("judged", "said"),
    [
        (0, ""),
        (1, f"1 number was judged here. {CHANCE}, so mostly none here."),
        (10, f"10 numbers were judged here. {CHANCE}, so mostly none here."),
        (16, f"16 numbers were judged here. {CHANCE}, about 1 here."),
        (150, f"150 numbers were judged here. {CHANCE}, about 8 here."),
    ],
)
def test_judged_numbers_sentence(judged: int, said: str) -> None:
    assert describe_judged_numbers(judged) == said


@for_each_case(
    ("judged", "named", "said"),
    [
        (
            0,
            0,
            "No number here has a verdict. It takes 12 weeks with a value that are not mostly the same.",
        ),
        (16, 0, "No clear change in these weeks."),
        (
            16,
            1,
            ("Nothing stands out among all numbers. 1 is named as changed in its own row below, which can be chance."),
        ),
        (
            16,
            2,
            (
                "Nothing stands out among all numbers. 2 are named as changed in their own rows below, "
                "which can be chance."
            ),
        ),
    ],
)
def test_page_without_clear_change_says_so(judged: int, named: int, said: str) -> None:
    text = present_page_changes(PageChanges(judged, named, ()), Style())
    assert (text.items, text.remark, text.judged) == ((), said, describe_judged_numbers(judged))
