"""The 29 food groups, and which score each counts in.

The scoring rules are those of the Global Dietary Recommendations score (herforth2020); the wording is habitlog's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from habitlog.tracking import Option, OptionGroup


@dataclass(frozen=True, slots=True)
class FoodGroup:
    """One group: `is_core` marks the 19 that count in the score; `family` numbers the ten counted groups."""

    key: str
    label: str
    hint: str
    is_core: bool
    family: int | None


FOOD_GROUPS: tuple[FoodGroup, ...] = (
    FoodGroup("refined_staples", "White bread, rice, pasta", "other refined grain", False, 1),
    FoodGroup("whole_grains", "Whole grain", "wholemeal bread, oats, brown rice", True, 1),
    FoodGroup("white_roots", "Potato", "cassava, yam, plantain", False, 1),
    FoodGroup("pulses", "Beans and lentils", "chickpeas, tofu too", True, 2),
    FoodGroup("orange_veg", "Orange ones", "carrot, pumpkin, sweet potato", True, 8),
    FoodGroup("leafy_greens", "Dark leaves", "spinach, kale, others", True, 7),
    FoodGroup("other_veg", "Other vegetables", "tomato, onion, cucumber, broccoli", True, 9),
    FoodGroup("orange_fruit", "Mango, apricot", "papaya, orange melon", True, 8),
    FoodGroup("citrus", "Citrus", "orange, mandarin, grapefruit", True, 10),
    FoodGroup("other_fruit", "Other fruit", "apple, banana, berries", True, 10),
    FoodGroup("baked_sweets", "Cake, biscuits", "pastry too", True, None),
    FoodGroup("other_sweets", "Chocolate, ice cream", "sweets, dessert", True, None),
    FoodGroup("eggs", "Eggs", "", False, 6),
    FoodGroup("cheese", "Cheese", "", False, 4),
    FoodGroup("yogurt", "Yogurt", "kefir", False, 4),
    FoodGroup("processed_meat", "Sausage and ham", "bacon, salami, canned meat", True, 5),
    FoodGroup("ruminant_meat", "Beef or lamb", "goat too, not processed", True, 5),
    FoodGroup("other_red_meat", "Pork", "other red meat, not processed", True, 5),
    FoodGroup("poultry", "Poultry", "chicken, turkey, duck", False, 5),
    FoodGroup("fish", "Fish", "seafood", False, 5),
    FoodGroup("nuts_seeds", "Nuts and seeds", "nut butter too", True, 3),
    FoodGroup("salty_snacks", "Crisps", "other packaged salty snacks", True, None),
    FoodGroup("instant_noodles", "Instant noodles", "cup or packet", True, None),
    FoodGroup("deep_fried", "Deep-fried", "chips, fried chicken", True, None),
    FoodGroup("milk", "Milk", "to drink or with cereal", False, 4),
    FoodGroup("sweet_hot_drinks", "Sweet hot drinks", "tea, coffee, cocoa with sugar", False, None),
    FoodGroup("juice", "Fruit juice", "fruit drinks", False, None),
    FoodGroup("soft_drinks", "Soft drinks", "energy or sports drink, with sugar", True, None),
    FoodGroup("fast_food", "Fast food", "burger, pizza from an outlet", True, None),
)
FOOD_GROUPS_BY_KEY = {group.key: group for group in FOOD_GROUPS}
CORE_GROUP_KEYS = frozenset(group.key for group in FOOD_GROUPS if group.is_core)
ALL_GROUP_KEYS = frozenset(FOOD_GROUPS_BY_KEY)

DAY_CONTEXTS = {"fasting": "Fasting", "ill": "Ill", "travelling": "Travelling"}
"""What can be noted of the day of a list, with its label."""


def _build_section(title: str, *keys: str, collapsed: bool = False) -> OptionGroup:
    options = tuple(Option(key, FOOD_GROUPS_BY_KEY[key].label, FOOD_GROUPS_BY_KEY[key].hint) for key in keys)
    return OptionGroup(title, options, collapsed)


FORM_SECTIONS: tuple[OptionGroup, ...] = (
    _build_section("Grain, beans and nuts", "pulses", "nuts_seeds", "whole_grains"),
    _build_section("Vegetables", "orange_veg", "leafy_greens", "other_veg"),
    _build_section("Meat", "ruminant_meat", "other_red_meat", "processed_meat"),
    _build_section("Fruit", "citrus", "orange_fruit", "other_fruit"),
    _build_section("Sweet, salty, in between", "baked_sweets", "other_sweets", "salty_snacks", "soft_drinks"),
    _build_section("Quick, or eaten out", "deep_fried", "instant_noodles", "fast_food"),
    _build_section(
        "10 more groups, optional",
        "refined_staples",
        "white_roots",
        "eggs",
        "cheese",
        "yogurt",
        "milk",
        "poultry",
        "fish",
        "juice",
        "sweet_hot_drinks",
        collapsed=True,
    ),
)
"""The groups in the order in which a meal is remembered."""
