"""The lists: how many names and forms they hold, in which languages, and that plain words stay out of them."""

from __future__ import annotations

from collections import Counter
from importlib import resources

from tests.support.cases import for_each_case

from habitlog.guard import check_text
from habitlog.guard.vocabulary import OTHER_LANGUAGES, load_vocabulary
from habitlog.guard.word_classification import classify_word
from habitlog.guard.word_kinds import WordKind
from habitlog.text_folding import fold_text

DATA = resources.files("habitlog.guard").joinpath("data")
SUBSTANCES = WordKind.SUBSTANCE_NAME | WordKind.SLANG | WordKind.AMBIGUOUS_SLANG | WordKind.TOPIC
SECTIONS = {
    "substance_name",
    "topic",
    "medicine",
    "supplement",
    "unit_count",
    "frequency",
    "route",
    "question",
    "permission_question",
}


def test_vocabulary_has_at_least_1500_names() -> None:
    known = load_vocabulary()
    single = {word for word, kinds in known.kind_by_word.items() if kinds & SUBSTANCES}
    assert len(single) >= 2500
    assert len(known.name_endings) >= 250
    assert len(known.plain_words) >= 200


@for_each_case("language", OTHER_LANGUAGES)
def test_vocabulary_covers_every_language(language: str) -> None:
    text = DATA.joinpath(f"words_{language}.txt").read_text(encoding="utf-8")
    found = {line.strip("[]") for line in text.splitlines() if line.startswith("[")}
    assert found >= SECTIONS
    forms = [form for line in text.splitlines() if not line.startswith(("#", "[")) for form in line.split(",")]
    assert len(forms) >= 350


def test_vocabulary_covers_scripts() -> None:
    words = Counter(
        "cyrillic" if "а" <= word[0] <= "я" else "han" if "\u4e00" <= word[0] <= "\u9fff" else "latin"
        for word, kinds in load_vocabulary().kind_by_word.items()
        if kinds & SUBSTANCES and word
    )
    assert words["cyrillic"] >= 150
    assert words["han"] >= 150


@for_each_case(
    "word", ["semaglutidu", "оземпиком", "семаглутида", "Insulinspritze", "Sertralintabletten", "testosterongel"]
)
def test_vocabulary_knows_inflected_and_compound_names(word: str) -> None:
    assert classify_word(fold_text(word), load_vocabulary()) & (WordKind.SUBSTANCE_NAME | WordKind.TOPIC)


@for_each_case("word", ["sertraline", "xyzoglutide", "novastatin", "fooprazole", "barsartan", "quxolimab"])
def test_vocabulary_knows_unlisted_names_by_ending(word: str) -> None:
    assert check_text(f"{word} 5 mg").topic_class == "A"
    assert check_text(f"took {word}").topic_class == "D"


@for_each_case("text", ["clean 5", "trend 20", "test 12 questions", "moment 5", "masts 3", "props 20"])
def test_vocabulary_does_not_fuzzy_match_slang(text: str) -> None:
    assert not check_text(text, structured=True).refused
