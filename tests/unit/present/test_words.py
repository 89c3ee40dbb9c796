"""Numbers and names as a client reads them."""

from __future__ import annotations

import pytest

from simlib import words


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (7e6, "", "7.0 m"),
        (7e6, "USD", "7.0 m USD"),
        (8e5, "USD", "0.8 m USD"),
        (1.23e5, "", "0.12 m"),
        (45_300, "EUR", "45 k EUR"),
        (850, "", "850"),
        (0, "EUR", "0 EUR"),
        (123.4e6, "", "123 m"),
        (2.34e9, "", "2.3 bn"),
        (-3.2e6, "", "-3.2 m"),
    ],
)
def test_money(amount: float, currency: str, expected: str) -> None:
    assert words.money(amount, currency) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, "0"), (0.004, "fewer than 1"), (0.5, "50"), (0.996, "more than 99"), (1.0, "100")],
)
def test_something_is_never_rounded_to_nothing_or_to_all(share: float, expected: str) -> None:
    assert words.of_100(share) == expected


@pytest.mark.parametrize(
    ("months", "expected"),
    [(60, "five years"), (12, "one year"), (18, "18 months"), (180, "15 years"), (42, "3.5 years")],
)
def test_spans(months: float, expected: str) -> None:
    assert words.span_words(months) == expected


def test_small_things() -> None:
    assert words.counted(1, "account") == "one account"
    assert words.counted(0, "win") == "no wins"
    assert words.counted(14, "diary") == "14 diaries"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a"]) == "a"
    assert words.percent(0.273, digits=1) == "27.3 %"
    assert words.sentence_case("weekly block") == "Weekly block"
    assert words.between(3.2, 3.4) == "3"
    assert words.between(3.2, 4.4) == "3 to 4"


def test_causes_in_words() -> None:
    assert words.cause_words("buyer_moves") == "buyer moves on"
    assert words.cause_words("price_war") == "price war"
    assert words.cause_words("neglect", {"neglect": "we forgot them"}) == "we forgot them"
    assert words.has_words("closed")
    assert not words.has_words("price_war")


def test_names_are_one_short_line() -> None:
    assert words.show_name("  Acme\r\n\tLtd\x00 ") == "Acme Ltd"
    assert words.show_name("A" * 40) == "A" * 31 + "…"
    assert words.show_name("safe\u202egpj.exe") == "safe gpj.exe"
    assert words.show_name("Cafe\u0301") == "Café"
