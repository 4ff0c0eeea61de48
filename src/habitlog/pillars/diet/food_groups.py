"""The 29 food groups, and which score each counts in.

The scoring rules are those of the Global Dietary Recommendations score (herforth2020); the wording is habitlog's own.
"""

from __future__ import annotations

from msgspec import Struct

from habitlog.tracking import Option, OptionGroup


class FoodGroup(Struct, frozen=True):
    """One group: `is_core` marks the 19 that count in the score; `family` numbers the ten counted groups."""

    key: str
    label: str
    hint: str
    is_core: bool
    family: int | None


FOOD_GROUPS: tuple[FoodGroup, ...] = (
    FoodGroup("refined_staples", "White bread", "white rice, pasta", False, 1),
    FoodGroup("whole_grains", "Whole grain", "oats, brown rice", True, 1),
    FoodGroup("white_roots", "Potatoes", "cassava, yam", False, 1),
    FoodGroup("pulses", "Beans, lentils", "chickpeas, tofu", True, 2),
    FoodGroup("orange_veg", "Orange vegetables", "carrot, pumpkin", True, 8),
    FoodGroup("leafy_greens", "Dark leafy greens", "spinach, kale", True, 7),
    FoodGroup("other_veg", "Other vegetables", "tomato, onion", True, 9),
    FoodGroup("orange_fruit", "Orange fruit", "mango, apricot", True, 8),
    FoodGroup("citrus", "Citrus", "orange, lemon", True, 10),
    FoodGroup("other_fruit", "Other fruit", "apple, banana", True, 10),
    FoodGroup("baked_sweets", "Cake", "biscuits, pastry", True, None),
    FoodGroup("other_sweets", "Chocolate", "sweets, ice cream", True, None),
    FoodGroup("eggs", "Eggs", "", False, 6),
    FoodGroup("cheese", "Cheese", "", False, 4),
    FoodGroup("yogurt", "Yogurt", "incl. kefir", False, 4),
    FoodGroup("processed_meat", "Processed meat", "sausage, ham, bacon, salami", True, 5),
    FoodGroup("ruminant_meat", "Beef, lamb", "incl. goat", True, 5),
    FoodGroup("other_red_meat", "Pork", "other red meat", True, 5),
    FoodGroup("poultry", "Chicken", "incl. turkey", False, 5),
    FoodGroup("fish", "Fish", "incl. seafood", False, 5),
    FoodGroup("nuts_seeds", "Nuts, seeds", "incl. nut butter", True, 3),
    FoodGroup("salty_snacks", "Crisps", "salty snacks", True, None),
    FoodGroup("instant_noodles", "Instant noodles", "cup or packet", True, None),
    FoodGroup("deep_fried", "Deep-fried", "chips, nuggets", True, None),
    FoodGroup("milk", "Milk", "also with cereal", False, 4),
    FoodGroup("sweet_hot_drinks", "Sweet hot drinks", "tea, coffee, cocoa", False, None),
    FoodGroup("juice", "Fruit juice", "and fruit drinks", False, None),
    FoodGroup("soft_drinks", "Soft drinks", "energy or sports drinks, with sugar", True, None),
    FoodGroup("fast_food", "Burger, pizza", "from a fast-food outlet", True, None),
)
FOOD_GROUPS_BY_KEY = {group.key: group for group in FOOD_GROUPS}
CORE_GROUP_KEYS = frozenset(group.key for group in FOOD_GROUPS if group.is_core)
ALL_GROUP_KEYS = frozenset(FOOD_GROUPS_BY_KEY)

DAY_CONTEXTS = {"fasting": "Fasting", "ill": "Ill", "travelling": "Travelling"}
"""What can be noted of the day of a list, with its label."""


def _build_section(title: str, *keys: str) -> OptionGroup:
    return OptionGroup(title, tuple(_build_option(key) for key in keys))


def _build_option(key: str) -> Option:
    return Option(key, FOOD_GROUPS_BY_KEY[key].label, FOOD_GROUPS_BY_KEY[key].hint)


FORM_SECTIONS: tuple[OptionGroup, ...] = (
    _build_section("Bread, potatoes, beans", "refined_staples", "whole_grains", "white_roots", "pulses"),
    _build_section("Eggs and dairy", "eggs", "milk", "yogurt", "cheese"),
    _build_section("Meat and fish", "poultry", "fish", "ruminant_meat", "other_red_meat", "processed_meat"),
    _build_section(
        "Vegetables and fruit", "leafy_greens", "orange_veg", "other_veg", "other_fruit", "citrus", "orange_fruit"
    ),
    _build_section("Sweets and snacks", "other_sweets", "baked_sweets", "nuts_seeds", "salty_snacks"),
    _build_section("Drinks", "juice", "sweet_hot_drinks", "soft_drinks"),
    _build_section("Fast food", "deep_fried", "instant_noodles", "fast_food"),
)
"""The groups in the order in which a day's meals are remembered."""
