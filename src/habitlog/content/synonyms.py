"""Everyday words, spellings and irregular forms, and the words that the library says for them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_SYNONYMS_BY_WORD: Mapping[str, str] = {
    "anxiety": "anxious",
    "beans": "legume legumes",
    "carbohydrate": "carb carbs",
    "company": "lonely loneliness lonesome",
    "day": "daily",
    "depend": "dependent",
    "drink": "beverage beverages drank drunk",
    "eat": "ate eaten",
    "endurance": "cardio jogging jog aerobic aerobics",
    "feel": "felt",
    "fibre": "fiber fibers roughage",
    "glucose": "glycaemia glycemia glycaemic glycemic",
    "heart rhythm": "hrv",
    "interval": "hiit sprints sprint",
    "kcal": "calorie calories",
    "lift": "lifter lifters weightlifting",
    "mitochondria": "mitochondrion mitochondrial",
    "mood": "depression depressed",
    "nature": "natural forest forests park parks woods outdoors",
    "nut": "almond almonds walnut walnuts",
    "oestrogen": "estrogen estrogens",
    "resistance training": "bodybuilding",
    "sleep": "slept asleep",
    "stress": "worry worried worries",
    "sugar": "sugary",
    "sweet drinks": "soda sodas lemonade cola",
    "tired": "tiredness fatigue fatigued exhausted exhaustion",
    "training": "workout workouts gym",
    "trouble sleeping": "insomnia sleepless sleeplessness",
    "ultra processed": "ultraprocessed upf",
    "vegetable": "veg veggie veggies",
    "wake": "awake woke awoke waking awakening awakenings",
    "walk": "stroll strolls",
    "week": "weekly",
    "whole grain": "wholegrain wholegrains wholemeal",
    "work": "worker workers",
    "write": "wrote written journal journals journaling journalling",
}

WORD_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {form: said for said, forms in _SYNONYMS_BY_WORD.items() for form in forms.split()}
)
"""What is said for a single word; it can be several words."""

PHRASE_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "blood sugar": "glucose",
        "jet lag": "jetlag",
        "body clock": "circadian clock",
        "belly fat": "visceral fat",
        **dict.fromkeys(("weight lifting", "lifting weights", "weight training"), "resistance training"),
    }
)
"""What is said for words in a row."""
