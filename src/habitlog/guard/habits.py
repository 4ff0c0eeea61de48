"""Habits that no experiment is planned with: medicines and hormones, fasting for a day or more, training while ill.

Stricter than the guard of names, which lets a medicine alone pass: an experiment would have it taken on drawn days. A
fast of a whole day is one beyond a day where two of its days are drawn in a row.
"""

from __future__ import annotations

import re
from enum import StrEnum

from habitlog.guard.normalization import normalize_spelling
from habitlog.guard.tokens import iterate_segments
from habitlog.guard.word_kinds import NAME_OR_TOPIC_KINDS, WordKind
from habitlog.text_folding import fold_text

WHOLE_DAY_HOURS = 24


class RefusedHabit(StrEnum):
    """What a habit is refused for."""

    MEDICINE = "medicine"
    FASTING = "fasting"
    TRAINING_ILL = "training_ill"


_DEVICES = frozenset({"tablet", "tablets", "tablette", "tabletten"})
"""Words for medicines that are screens, too."""
_TREATMENT = re.compile(
    r"\b(medicat\w*|medicin\w*|meds|prescri\w+|antidepress\w*|contracepti\w*|birth control|injection\w*|inject|jabs?|"
    r"sleeping (aid|draught)s?|medikament\w*|medicament\w*|arznei\w*|farmac\w+|medicijn\w*|lek(i|ow|arstw\w*)|"
    r"лекарств\w*)\b"
)
_FAST = (
    r"(?:fast(?! food| walk| run| pace)|fasts|fasting|fasted|fasten|fastentag\w*|gefastet|ayun\w+|jeun\w+|digiun\w+|"
    r"vasten|jejum|fasta|голода\w+|post(?=u\b|em\b))"
)
_COUNT = (
    r"(?:[2-9]|[1-9]\d+|two|three|four|five|six|seven|ten|several|many|multi|zwei|drei|vier|deux|trois|dos|tres|"
    r"due|tre|twee|drie)"
)
_WHOLE = r"(?:all|whole|entire|full|a|one|1)"
_DAYS = r"(?:days?|nights?|weeks?|tage?n?|wochen?|jours?|dias?|giorni|dagen|dagar|дн\w+)"
_LONG_FAST = re.compile(
    rf"\b{_COUNT}[ -]?{_DAYS}\b.*\b{_FAST}\b|\b{_FAST}\b.*\b{_COUNT}[ -]?{_DAYS}\b"
    rf"|\b(?:water|dry|juice|broth|extended|prolonged|long|full|rolling)[ -]{_FAST}\b|\bwasserfasten\b|\bheilfasten\b"
    rf"|\b(?:alternate|every other)[ -]day\b.*\b{_FAST}\b|\badf\b"
    rf"|\b{_WHOLE}[ -]?day\b.*\b{_FAST}\b|\b{_FAST}\b.*\b{_WHOLE} ?day\b"
    rf"|\b{_FAST}[ -]?days?\b"
)
_NOTHING_EATEN = (
    r"(?:eat(?:ing)? nothing|not(?:hing)? (?:to )?eat(?:ing)?|no (?:food|eating|meals?)|without (?:food|eating)|"
    r"nichts essen|kein essen|ne rien manger|no comer|non mangiare|niet eten)"
)
_DAY_WITHOUT_FOOD = re.compile(
    rf"\b{_NOTHING_EATEN}\s*$|\b{_NOTHING_EATEN}\b.*\b(?:all day|whole day|entire day|ganzen tag|toute la journee|"
    rf"todo el dia|tutto il giorno|hele dag|{_DAYS})\b|\bstarv\w+"
)
_HOURS = re.compile(r"(?<![\d:.,])(\d{2,3})\s*-?\s*(?:h|hrs?|hours?|std|stunden|heures?|horas?|ore|uur|timmar)\b")
_FAST_WORD = re.compile(rf"\b(?:{_FAST}|{_NOTHING_EATEN})\b")
_TRAINING = re.compile(
    r"\b(train\w*|work(?:ing)?[ -]?outs?|working out|gym|run(?:s|ning)?|jog\w*|exercis\w+|lift(?:s|ing)?|hiit|cycling|"
    r"swim\w*|sport\w*|entrain\w*|entren\w*|allen\w*|laufen|correr|courir|trening\w*|traen\w*|тренир\w*)\b"
)
_ILLNESS = re.compile(
    r"\b(ill|sick|illness|sickness|fever\w*|flu|influenza|covid\w*|infect\w+|(?:a|my|with|have|head|chest) cold|"
    r"krank\w*|fieber\w*|grippe|erkalt\w*|malade|maladie|fievre|enferm\w+|fiebre|gripe|malat\w+|febbre|influenz\w*|"
    r"ziek\w*|koorts|doente|febre|sjuk|feber|chor\w*|goraczk\w*|бол(?:ен|ьна|езн\w*)|температур\w*)\b"
)


def find_refused_habit(text: str) -> RefusedHabit | None:
    """Return what a habit is refused for; what `check_text` refuses is not looked for again."""
    folded = normalize_spelling(fold_text(text))
    if _names_medicine(folded):
        return RefusedHabit.MEDICINE
    if _is_long_fast(folded):
        return RefusedHabit.FASTING
    if _TRAINING.search(folded) and _ILLNESS.search(folded):
        return RefusedHabit.TRAINING_ILL
    return None


def _names_medicine(folded: str) -> bool:
    if _TREATMENT.search(folded):
        return True
    return any(
        _is_medicine(token.text, token.kind)
        for _, sentences in iterate_segments(folded)
        for sentence in sentences
        for token in sentence
    )


def _is_medicine(word: str, kinds: int) -> bool:
    if kinds & WordKind.MEDICINE and word not in _DEVICES:
        return True
    return bool(kinds & NAME_OR_TOPIC_KINDS) and not kinds & (WordKind.TYPING_ERROR | WordKind.EVERYDAY_SLANG)


def _is_long_fast(folded: str) -> bool:
    if _LONG_FAST.search(folded) or _DAY_WITHOUT_FOOD.search(folded):
        return True
    hours = [int(number) for number in _HOURS.findall(folded)]
    return bool(_FAST_WORD.search(folded)) and any(number >= WHOLE_DAY_HOURS for number in hours)
