"""`python -m tests.guard.report`: how the guard does on the labelled corpus, on real texts and in time."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from tests.support import guard_real_texts
from tests.support.guard_corpus import Phrase, read, sections
from tests.support.guard_corpus_made import made

from habitlog.guard import check_text

SETS: dict[str, Callable[[], Iterable[Phrase]]] = {
    "written by hand": lambda: read("written.txt"),
    "made from patterns": made,
    **{f"fresh, set {number}": partial(read, f"fresh_{number}.txt") for number in range(1, 8)},
    "blind, learned first": lambda: read("blind_1.txt"),
    "blind, learned last": lambda: read("blind_2.txt"),
    "blind, a second writer": lambda: read("blind_3.txt"),
    "a third writer": lambda: read("third_writer.txt"),
    "a third writer, more": lambda: read("third_writer_2.txt"),
    **{f"a fourth writer, {number}": partial(read, f"fourth_writer_{number}.txt") for number in range(1, 7)},
    "diary lines": lambda: read("diaries.txt"),
    "short lines of diaries": lambda: read("short_notes.txt"),
    "closed, a second writer": lambda: read("closed.txt"),
    "closed, a third writer": lambda: read("closed_third_writer.txt"),
    "closed, diary lines": lambda: read("closed_diaries.txt"),
    "closed, the last phrases": lambda: read("closed_last_phrases.txt"),
}
"""The sources; of those whose name begins with `closed` no phrase is printed, and none is trained on."""
CLOSED = "closed"
DIARY = (
    "Walked home along the river, legs still heavy from squats (5x5 at 80 kg). Oats with 200 ml milk, two coffees "
    "before ten. Bed at 22:45, woke twice, quiet evening with ten minutes of breathing. Felt better than on Monday; "
    "the meeting went on until six and nobody was hungry after it. Rain, so the run was 4 km, slow and easy."
)
Row = tuple[str, str, str, str]


def share(right: int, of: int) -> str:
    """Two numbers and their share in per cent."""
    return f"{right} of {of}, {100 * right / of:.1f} %" if of else "none"


def outcome(phrase: Phrase) -> str:
    """Return what the guard does with a phrase as a note: `refused`, `asked` or `kept`."""
    decision = check_text(phrase.text)
    return "refused" if decision.refused else "asked" if decision.doubt else "kept"


def of_phrases(name: str, phrases: list[Phrase], missed: list[str]) -> Iterator[Row]:
    """Rows for one set: reach, and what of harmless phrases is refused or asked, then by class and by language."""
    outcomes = {phrase: outcome(phrase) for phrase in phrases}
    groups: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in outcomes:
        side = {"A": "doses", "B": "doses", "C": "doses", "F": "harmless", "G": "harmless"}.get(phrase.kind)
        groups[f"class {phrase.kind}"].append(phrase)
        if side:
            groups[side].append(phrase)
            groups[f"{side}, {phrase.language}"].append(phrase)
    for what in sorted(groups, key=lambda group: (group not in {"doses", "harmless"}, group)):
        counts = Counter(outcomes[phrase] for phrase in groups[what])
        total, demanded = len(groups[what]), DEMANDED.get((name, what), "")
        yield name, what, f"refused {share(counts['refused'], total)}; asked {share(counts['asked'], total)}", demanded
    if not name.startswith(CLOSED):
        missed += [
            f"{name}, {p.kind} {p.language}, {done}: {p.text}"
            for p, done in outcomes.items()
            if (p.kind in "ABC") == (done == "kept") and p.kind in "ABCFG"
        ]


DEMANDED = {
    ("closed, a second writer", "doses"): "refused or asked at least 95 %",
    ("closed, a third writer", "doses"): "refused or asked at least 80 %",
    ("closed, a third writer", "harmless"): "refused at most 1 %, asked at most 6 %",
    ("closed, diary lines", "harmless"): "refused none, asked at most 3 %",
}
EMERGENCIES = {f"in need, set {number}": f"emergencies_{number}.txt" for number in range(1, 7)}


def of_emergencies(missed: list[str]) -> Iterator[Row]:
    """Rows for people in need, by situation and language, and for harmless texts in the same words."""
    for name, file in EMERGENCIES.items():
        groups: dict[str, list[bool]] = defaultdict(list)
        for situation, language, text in sections(file):
            found = check_text(text).card == "urgent"
            for group in ("all", situation, language):
                groups[group].append(found)
            missed += [] if found else [f"{name}, {situation} {language}: {text}"]
        for group, found_ones in groups.items():
            yield name, group, share(sum(found_ones), len(found_ones)), "at least 98 %" if group == "all" else ""
    harmless = [text for *_, text in sections("emergencies_harmless.txt")]
    alarms = [text for text in harmless if check_text(text).card == "urgent"]
    missed += [f"harmless, urgent card: {text}" for text in alarms]
    yield "in need", "harmless texts without urgent card", share(len(harmless) - len(alarms), len(harmless)), ""


def of_real(missed: list[str]) -> Iterator[Row]:
    """Rows for the texts that are no part of this repository."""
    doses = guard_real_texts.dose_sentences()
    found = [text for text in doses if check_text(text).refused or check_text(text).doubt]
    missed += [f"psytar: {text}" for text in doses if text not in set(found)]
    yield "psytar", "sentences with a dose, refused or asked", share(len(found), len(doses)), "at least 97 %"
    clean = guard_real_texts.clean_sentences()
    refused = [text for text in clean if check_text(text).refused]
    missed += [f"medquad, refused: {text}" for text in dict.fromkeys(refused)]
    yield "medquad", "clean sentences, refused", share(len(refused), len(clean)), "at most 0.5 %"
    asked = [text for text in clean if check_text(text).doubt]
    yield "medquad", "clean sentences, asked", share(len(asked), len(clean)), ""


def milliseconds(texts: list[str]) -> float:
    """Best of five runs, in milliseconds of processor time a text."""
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for text in texts:
            check_text(text)
        best = min(best, time.process_time() - began)
    return 1000 * best / len(texts)


def of_time() -> Iterator[Row]:
    """Rows for the time a text takes."""
    sources = {
        "a diary": DIARY,
        "traps in every language": ". ".join(p.text for p in read("written.txt") if p.kind in "DFG"),
        "nothing but doses": ". ".join(p.text for p in read("written.txt") if p.kind in "ABC"),
    }
    for what, source in sources.items():
        whole = f"{source} " * (40_000 // len(source) + 1)
        for size, limit in ((200, "< 0.2 ms"), (10_000, "< 20 ms")):
            texts = [whole[at : at + size] for at in range(0, len(whole) - size, size)][:150]
            demanded = limit if what == "a diary" else ""
            yield "time", f"{what}, {size:,} characters", f"{milliseconds(texts):.3f} ms", demanded


def rows(missed: list[str]) -> Iterator[Row]:
    """Every row of the report."""
    for name, phrases in SETS.items():
        yield from of_phrases(name, list(phrases()), missed)
    yield from of_emergencies(missed)
    if guard_real_texts.present():
        yield from of_real(missed)
    yield from of_time()


def drawn(table: list[Row]) -> str:
    """The rows in columns."""
    widths = [max(len(row[at]) for row in table) for at in range(4)]
    return "\n".join("  ".join(cell.ljust(widths[at]) for at, cell in enumerate(row)).rstrip() for row in table)


def main() -> None:
    """Print the table and what is missed."""
    missed: list[str] = []
    table = list(rows(missed))
    sys.stdout.write(drawn([("Texts", "Which", "As they should be", "Demanded"), *table]) + "\n")
    sys.stdout.write("\nNot as they should be:\n" + "".join(f"  {line}\n" for line in missed))
    if not guard_real_texts.present():
        where = Path(os.environ.get("HABITLOG_REAL_DATA", guard_real_texts.USUAL))
        sys.stdout.write(f"\nNo real texts at {where.name}; HABITLOG_REAL_DATA names their folder.\n")


if __name__ == "__main__":
    main()
