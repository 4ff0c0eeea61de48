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
        ),
        "Hormones talk": (
            "cortisol and insulin",
            "sex hormones and insulin",
            "thyroid hormone and insulin",
            "growth hormone and insulin",
        ),
        "Beyond blood sugar": (
            "inflammation",
            "signalling",
            "fat metabolism",
            "protein metabolism",
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
        ),
        "Resistance training": (
            "muscle takes the most glucose",
            "contraction without insulin",
            "glycogen stores",
            "muscle mass",
            "strength",
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
        ),
        "Body composition": (
            "visceral fat",
            "muscle",
            "why scales alone say little",
        ),
        "The long view": (
            "large lifestyle trials over years",
            "conditions linked with insulin resistance",
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
    "body-composition", "breathing", "circadian", "clinician", "cortisol", "diet-quality", "fats", "fibre",
    "glucose", "glut4", "hiit", "hormones-education", "inflammation", "insulin", "mindfulness", "mitochondria",
    "protein", "record", "resistance", "sleep-duration", "sleep-regularity", "stress", "ultra-processed",
})  # fmt: skip
"""The topics by which programs filter snippets; a pillar can add its own in its `[pillar]` table."""
