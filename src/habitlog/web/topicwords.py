"""What the page for a clinician says of each topic left out: what belongs to it, and a question to bring."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExcludedTopic:
    """A topic left to a clinician; `word` is what the library is searched for, where it explains the body's side."""

    name: str
    contents: str
    question: str
    library_search_term: str | None = None


EXCLUDED_TOPICS = (
    ExcludedTopic(
        "Hormones and hormone treatment",
        "Testosterone, oestrogen and progesterone as treatment, for men and for women, before, during and after "
        "menopause; aromatase inhibitors; what is taken to keep fertility.",
        "Which tests come before a treatment, and which go with it?",
        "hormones",
    ),
    ExcludedTopic(
        "Peptides",
        "Growth hormone and the peptides that release it, repair peptides, and others that are sold for research.",
        "What is known about this one in people, and what is not?",
    ),
    ExcludedTopic(
        "Medicines that lower glucose",
        "GLP-1 medicines and their relatives, metformin, and insulin as treatment.",
        "How does what I log fit with what I already take?",
        "insulin",
    ),
    ExcludedTopic(
        "Thyroid",
        "Thyroid hormone as treatment.",
        "Which tests would tell how the thyroid works?",
        "thyroid",
    ),
    ExcludedTopic(
        "Prescription medicines",
        "Statins and every other prescription medicine, anabolic agents and stimulants.",
        "What is good to know before starting or stopping anything?",
    ),
    ExcludedTopic(
        "Supplements, in amounts",
        "Vitamins, minerals, herbs and hormones sold as supplements, once an amount is named.",
        "Does this go together with everything else I take?",
    ),
)
