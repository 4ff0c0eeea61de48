"""The topics that are left to a clinician: what belongs to each by name, why, and questions to bring."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from habitlog.text_folding import fold_text
from habitlog.translation import gettext_noop


class ExcludedTopic(Struct, frozen=True):
    """A topic left to a clinician.

    `substances` are names as they are printed, in any language; `other_words` are what people search for besides;
    `library_search_term` finds what the library explains of it, where it does.
    """

    name: str
    contents: str
    substances: tuple[str, ...]
    reason: str
    questions: tuple[str, ...]
    library_search_term: str | None = None
    other_words: tuple[str, ...] = ()


EXCLUDED_TOPICS = (
    ExcludedTopic(
        gettext_noop("Testosterone and what goes with it, for men"),
        gettext_noop("Treatment of low testosterone, and what is added to keep fertility or to hold oestrogen down."),
        ("testosterone cypionate", "testosterone undecanoate", "gonadorelin", "enclomiphene", "anastrozole", "hCG"),
        gettext_noop(
            "A guideline asks for signs and for low values on more than one day before treatment, and for tests during "
            "it. Plans for children belong in the talk."
        ),
        (
            gettext_noop("Which tests come before a treatment, and which go with it?"),
            gettext_noop("What else could be behind what I notice?"),
            gettext_noop("What does it mean for having children?"),
        ),
        "testosterone",
        ("andropause", "TRT", "testosterone", "libido", "hypogonadism"),
    ),
    ExcludedTopic(
        gettext_noop("Hormones for women, before, during and after menopause"),
        gettext_noop("Oestrogens, progesterone and testosterone as treatment, as tablets, patches, gels or pellets."),
        ("estradiol", "progesterone", "testosterone", "hormone pellets", "anastrozole"),
        gettext_noop(
            "Gains and risks are weighed for each woman on her own. Medical societies agree on one use of testosterone "
            "for women: low desire that troubles them."
        ),
        (
            gettext_noop("What could help with what troubles me most, and what else is there?"),
            gettext_noop("Which risks do I bring with me?"),
            gettext_noop("When do we look at this again?"),
        ),
        "menopause",
        ("menopause", "perimenopause", "hot flashes", "hot flushes", "pellets", "HRT", "oestrogen", "estrogen"),
    ),
    ExcludedTopic(
        gettext_noop("Growth hormone and peptides that release it"),
        gettext_noop("Growth hormone itself, and peptides and other substances that make the body release it."),
        ("somatropin", "sermorelin", "ipamorelin", "CJC-1295", "tesamorelin", "hexarelin", "MK-677", "ibutamoren"),
        gettext_noop(
            "Growth hormone and tesamorelin are medicines for a few conditions. The others are sold for research: few "
            "trials in people exist, and products sold online often do not hold what their label says."
        ),
        (
            gettext_noop("What is known about this one in people, and what is not?"),
            gettext_noop("What does it do to glucose?"),
        ),
        "growth hormone",
        ("peptide", "peptides", "HGH", "secretagogue"),
    ),
    ExcludedTopic(
        gettext_noop("Peptides that are said to repair"),
        gettext_noop("Peptides sold for tendons, gut, skin or inflammation."),
        ("pentadeca arginate", "PDA", "BPC-157", "TB-500"),
        gettext_noop(
            "Nearly all that is known of them comes from animals. We searched for a trial of pentadeca arginate in "
            "people and found none."
        ),
        (
            gettext_noop("What is known about this one in people, and what is not?"),
            gettext_noop("What has been shown to help with my injury?"),
        ),
        "peptides",
    ),
    ExcludedTopic(
        gettext_noop("Sexual health"),
        gettext_noop("Medicines for desire and for erections."),
        ("PT-141", "bremelanotide", "sildenafil", "tadalafil"),
        gettext_noop(
            "What is behind it can be found out together. The peptide among them was tested in women before menopause "
            "with low desire that troubles them."
        ),
        (
            gettext_noop("What could be behind it, and which tests would tell?"),
            gettext_noop("Does this fit with what I already take?"),
        ),
        None,
        ("sexual health", "erection", "desire"),
    ),
    ExcludedTopic(
        gettext_noop("Medicines that lower glucose or weight"),
        gettext_noop("Insulin as treatment, tablets for diabetes, GLP-1 medicines and their relatives."),
        ("insulin", "metformin", "gliclazide", "semaglutide", "liraglutide", "tirzepatide", "retatrutide"),
        gettext_noop(
            "They act on glucose, and so do food, training and illness. With insulin and some tablets glucose can fall "
            "too low, so that changes are planned together."
        ),
        (
            gettext_noop("How does what I log fit with what I already take?"),
            gettext_noop("What do I do on days with hard training, or when I am ill?"),
        ),
        "glucose",
        ("GLP-1", "ozempic", "wegovy", "mounjaro"),
    ),
    ExcludedTopic(
        gettext_noop("Thyroid"),
        gettext_noop("Thyroid hormone as treatment."),
        ("levothyroxine", "liothyronine"),
        gettext_noop("Whether it is given, and how much, is decided with blood tests."),
        (
            gettext_noop("Which tests would tell how the thyroid works?"),
            gettext_noop("When is the next blood test?"),
        ),
        "thyroid",
    ),
    ExcludedTopic(
        gettext_noop("Anabolic agents and stimulants"),
        gettext_noop("What is taken for muscle or for leanness without a prescription."),
        ("nandrolone", "trenbolone", "oxandrolone", "clenbuterol", "ostarine", "ephedrine"),
        gettext_noop(
            "When 44 products sold online for muscle were tested, many did not hold what their label said. A doctor "
            "can look after someone who uses them, without judging."
        ),
        (
            gettext_noop("Which tests show how I am doing?"),
            gettext_noop("What is good to know before stopping?"),
        ),
        None,
        ("anabolic", "steroids", "SARMs"),
    ),
    ExcludedTopic(
        gettext_noop("Other prescription medicines"),
        gettext_noop("Every other medicine, among them those for blood pressure, blood fats, mood and sleep."),
        ("atorvastatin", "statins", "ramipril", "sertraline", "zopiclone"),
        gettext_noop("What one does beside its purpose, and how it is stopped, is known to whoever prescribes it."),
        (
            gettext_noop("Could something I take be behind what I notice?"),
            gettext_noop("What is good to know before starting or stopping anything?"),
        ),
    ),
    ExcludedTopic(
        gettext_noop("Supplements, in amounts"),
        gettext_noop("Vitamins, minerals, herbs and hormones sold as supplements, once an amount is named."),
        ("vitamin D", "magnesium", "creatine", "melatonin", "DHEA", "berberine", "ashwagandha", "resveratrol"),
        gettext_noop("Whether one goes together with medicines or with blood tests, a pharmacist can look up."),
        (gettext_noop("Does this go together with everything else I take?"),),
        None,
        ("supplement", "supplements"),
    ),
    ExcludedTopic(
        gettext_noop("Eating that frightens you"),
        gettext_noop("Fear of food, eating without an end, or days without eating that are hard to stop."),
        (),
        gettext_noop("Nobody is alone with this, and there are people who help. No food list has to be kept."),
        (
            gettext_noop("Who helps with this near me?"),
            gettext_noop("Is it better for me to log no food for now?"),
        ),
        None,
        ("eating disorder", "anorexia", "bulimia", "binge"),
    ),
    ExcludedTopic(
        gettext_noop("Pregnancy and the time after birth"),
        gettext_noop("Food, sleep, training and glucose while pregnant, after birth and while breastfeeding."),
        (),
        gettext_noop("The texts of the library are not about pregnancy, and much is different then."),
        (
            gettext_noop("What is good for me to know about glucose in pregnancy?"),
            gettext_noop("Which training suits me now?"),
        ),
        None,
        ("pregnancy", "pregnant", "breastfeeding", "fertility"),
    ),
)

_WORDS = re.compile(r"[^\W_]+")


def names_excluded_topic(query: str) -> bool:
    """Whether a search names a substance or another word of a topic that is left to a clinician."""
    words = " ".join(_WORDS.findall(fold_text(query)))
    return re.search(rf"\b(?:{_excluded_words()})\b", words) is not None


@cache
def _excluded_words() -> str:
    names = (name for topic in EXCLUDED_TOPICS for name in (*topic.substances, *topic.other_words))
    explained = {"insulin"}  # the library explains it, and most searches for it are about that
    folded = {" ".join(_WORDS.findall(fold_text(name))) for name in names} - explained
    return "|".join(map(re.escape, sorted(folded | {"hormone", "hormones", "hormone treatment"})))
