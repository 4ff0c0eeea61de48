"""The map of topics: every chapter of the library with the lines it covers, in reading order, and the topics."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CHAPTERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "What insulin does": (
            "a messenger to muscle, fat and liver",
            "the rise and fall after a meal",
            "kept between two ends",
        ),
        "Insulin resistance": (
            "cells answer less",
            "the pancreas answers with more",
            "beta cells under strain over years",
            "a state, not a verdict",
            "many causes, and a test by a clinician",
            "can it be undone",
            "claims and what they rest on",
        ),
        "Hormones talk": (
            "cortisol and insulin",
            "sex hormones and insulin",
            "thyroid hormone and insulin",
            "growth hormone and insulin",
            "the chain from brain to glands",
            "sex hormones in women",
            "menopause and glucose",
            "treatments, as trials found them",
        ),
        "Beyond blood sugar": (
            "inflammation",
            "signalling",
            "fat metabolism",
            "protein metabolism",
            "amino acids and blood fats",
            "switching between fuels",
        ),
        "Diet quality": (
            "whole and little processed foods",
            "fibre",
            "protein",
            "unsaturated fats",
            "refined starch and sugar",
            "variety",
            "ultra-processed food",
            "what a diet score can and cannot say",
            "food and inflammation",
            "the gut",
        ),
        "Resistance training": (
            "muscle takes the most glucose",
            "contraction without insulin",
            "glycogen stores",
            "muscle mass",
            "strength",
            "muscle and the resting rate",
        ),
        "HIIT": (
            "intervals and insulin sensitivity",
            "fitness",
            "intervals and mitochondria",
            "what hard means on a scale",
        ),
        "Movement overall": (
            "consistency over weeks",
            "breaks from sitting",
            "guideline amounts as background",
        ),
        "Sleep": (
            "duration and insulin sensitivity",
            "regularity",
            "circadian timing",
            "efficiency, latency and waking",
            "social jetlag",
            "shift work",
            "light, caffeine and alcohol",
            "breathing in the night",
            "nights with a small child",
        ),
        "Stress": (
            "cortisol and glucose, both directions",
            "stress and sleep",
            "breathing",
            "mindfulness",
            "nature",
            "yoga",
            "social contact",
            "how strong the evidence is",
            "what a stress number can say",
        ),
        "Mitochondria and energy": (
            "where the cell's energy comes from",
            "training as a stimulus",
            "mitochondria in insulin resistance",
            "oxygen radicals",
        ),
        "Body composition": (
            "visceral fat",
            "muscle",
            "why scales alone say little",
        ),
        "The long view": (
            "large lifestyle trials over years",
            "conditions linked with insulin resistance",
            "heart and vessels",
            "liver",
            "brain",
        ),
        "Reading your own record": (
            "coverage",
            "noise",
            "regression to the mean",
            "association is not cause",
            "why one week says little",
        ),
    }
)

TOPICS = frozenset({
    "alcohol", "body-composition", "brain", "breathing", "breathing-in-sleep", "caffeine", "circadian", "clinician",
    "cortisol", "diet-quality", "fats", "fibre", "glucose", "glut4", "gut", "heart", "hiit", "hormones-education",
    "inflammation", "insulin", "light", "liver", "menopause", "mindfulness", "mitochondria", "protein", "record",
    "resistance", "sleep-duration", "sleep-regularity", "small-child", "stress", "ultra-processed",
})  # fmt: skip
"""The topics by which programs filter snippets; a pillar can add its own in its `[pillar]` table."""
