"""Habits that experiments are planned with, and those that they are not."""

from __future__ import annotations

import pytest

from habitlog.guard.habits import RefusedHabit, find_refused_habit

ORDINARY = """
phone outside the bedroom
as usual
no coffee after noon
screens off at 21:00
no tablet in bed
reading for 20 minutes
a walk after dinner
no alcohol
a glass of wine
lights out at 22:30
cold shower
no fast food
fast walk at lunch
dinner before 19:00
no food after 20:00
nothing to eat after 8 pm
fasting 16:8
overnight fast of 14 hours
fasting 16 h
breakfast with oats
run in the cold
training in the morning
rest day
training before noon
yoga, 10 min
two coffees
bedroom at 17 degrees
window open
work from home
no training after 18:00
less stress
tea in place of coffee
nap of 20 minutes
chamomile tea
"""
REFUSED = {
    RefusedHabit.MEDICINE: """
melatonin
no melatonin
sleeping pill
antihistamine
meds in the morning
insulin
testosterone
peptides
growth hormone
steroids
statin
antidepressant
hormone therapy
my medication at night
birth control
Medikament am Abend
""",
    RefusedHabit.FASTING: """
36 h fast
24-hour fast
fasting for 48 hours
fasting 3 days
three-day fast
water fast
dry fasting
extended fast
fasting all day
whole day fasting
fasting day
alternate day fasting
no food
eat nothing
eating nothing all day
no eating for 30 hours
zwei Tage fasten
ayuno de 36 horas
digiuno 24 ore
36-hour fasting
multi-day fast
""",
    RefusedHabit.TRAINING_ILL: """
training with fever
train while ill
workout when sick
running with a cold
gym despite flu
Training trotz Fieber
krank trainieren
lift even if sick
entrenar con fiebre
""",
}


def test_ordinary_habits_pass() -> None:
    assert {habit: find_refused_habit(habit) for habit in ORDINARY.strip().splitlines()} == dict.fromkeys(
        ORDINARY.strip().splitlines()
    )


@pytest.mark.parametrize("refused", REFUSED)
def test_other_habits_are_refused(refused: RefusedHabit) -> None:
    habits = REFUSED[refused].strip().splitlines()
    assert {habit: find_refused_habit(habit) for habit in habits} == dict.fromkeys(habits, refused)
