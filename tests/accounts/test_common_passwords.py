"""Passwords that a guesser tries early are refused; a few unrelated words are not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from habitlog.accounts import credentials
from habitlog.accounts.common_passwords import load_common_words

EASY = [
    "1q2w3e4r5t6y7u8i9o", "abcdefghijklmnop", "iloveyouforever1", "summer2024summer2024", "correcthorsebatterystaple",
    "Correct Horse Battery Staple", "passwordpassword", "P@ssw0rdP@ssw0rd", "qwertyuiopasdfgh", "123456789012345",
    "1234567890qwertyuiop", "letmeinletmein123", "football2024football", "thisismypassword", "monkeymonkeymonkey",
    "1qaz2wsx3edc4rfv", "qazwsxedcrfvtgb", "welcome123welcome", "harrypotter12345", "liverpoolfc12345",
    "unbelievable12345", "christmas25december", "zaq12wsxcde34rfv", "manchesterunited", "mondaytuesday123",
    "januaryfebruary", "justinbieber2010", "aaaaabbbbbcccccddddd", "Summer2024!Summer",
    "password qwerty letmein welcome", "mjmjmjmjmjmjmjmjmj",
    "let me in please", "!@#$%^&*()!@#$%^&*()", "poiuytrewqlkjhgfdsa", "zyxwvutsrqponmlk",
    "habitlog habitlog 2026", "password" * 100, "qwertzuiopyxcvbnm", "11111111111111111",
    "8401 2957 3316 0478", "to be or not to be",
]  # fmt: skip
STRONG = [
    "four plant dyes and a needle", "seven quiet looms at dusk", "my dog eats green socks", "three lamps on the shore",
    "Das ist mein Haus am See", "kaffee und kuchen um vier", "x7$kQ9!vLm2#pR5t", "blue lamp over river",
    "i walk my dog in the rain", "löpning varje morgon", "мой кот любит рыбу",
    "春眠不覚暁処処聞啼鳥夜来風雨声花落知多少", "grandma makes great soup", "green dog house window",
    "jag gillar kaffe och bullar",
]  # fmt: skip


@pytest.mark.parametrize("password", EASY)
def test_password_of_few_known_parts_is_refused(password: str) -> None:
    [problem] = credentials.check_password_strength("password", password)
    assert problem.code == "password_easy_to_guess"


@pytest.mark.parametrize("password", STRONG)
def test_password_of_unrelated_words_is_accepted(password: str) -> None:
    assert credentials.check_password_strength("password", password, "ada@example.org", "ada", "Ada Lovelace") == []


@pytest.mark.parametrize(
    "password",
    ["ada@example.org ada", "Lovelace1815Lovelace", "ada.lovelace.habitlog", "Ada Lovelace 12345", "AdaAdaAdaAdaAda"],
)
def test_password_of_own_name_or_address_is_refused(password: str) -> None:
    assert credentials.check_password_strength("password", password, "ada@example.org", "ada", "Ada Lovelace") != []


def test_common_words_are_many() -> None:
    words = load_common_words()
    assert len(words) > 25_000
    assert {"iloveyou", "dragon", "1qaz2wsx3edc4rfv"} <= set(words)


def test_service_starts_without_common_words() -> None:
    code = (
        "import habitlog.app; from habitlog.accounts import common_passwords as c; "
        "exit(c.load_common_words.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
