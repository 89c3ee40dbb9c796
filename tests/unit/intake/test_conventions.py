"""Amounts and days: one convention a column, found from all its cells or asked for."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.inputs.errors import InputError
from simlib.inputs.reading.shape import RawRow, RawTable
from simlib.inputs.reading.values import Value
from simlib.intake.mapping.amounts import DECIMALS, amounts_of, read_amount
from simlib.intake.mapping.days import ORDERS, days_of


def column(*cells: Value) -> RawTable:
    rows = tuple(RawRow(k + 2, (cell,)) for k, cell in enumerate(cells))
    return RawTable("f.csv", ("x",), rows)


def numbers(*cells: Value, decimals: str | None = None) -> list[str | None]:
    found, _ = amounts_of(column(*cells), "x", decimals)
    return [str(each.number) if each else None for each in found]


def days(*cells: Value, order: str | None = None) -> list[str | None]:
    found, _ = days_of(column(*cells), "x", order)
    return [each.isoformat() if each else None for each in found]


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1.234,56", "7"], ["1234.56", "7"]),
        (["1,234.56", "7"], ["1234.56", "7"]),
        (["1'234.5", "1’000"], ["1234.5", "1000"]),
        (["2,024,994"], ["2024994"]),
        (["2.024.994"], ["2024994"]),
        (["1 234,50", "1\u00a0000"], ["1234.50", "1000"]),
        (["12,34,567.00"], ["1234567.00"]),
        (["(1,234.50)", "-3.25", "4.1-", "−2.5"], ["-1234.50", "-3.25", "-4.1", "-2.5"]),
        (["€ 1,50", "2,75 €", "EUR 3", "-€4,1"], ["1.50", "2.75", "3", "-4.1"]),
        (["#N/A", "", "-", "null", "5"], [None, None, None, None, "5"]),
        (["1.234", "1.5"], ["1.234", "1.5"]),
        (["1.234", "0,5"], ["1234", "0.5"]),
        (["1234.567"], ["1234.567"]),
        (["0.125"], ["0.125"]),
        ([Decimal("1.234"), ""], ["1.234", None]),
        (["100", "2000"], ["100", "2000"]),
    ],
)
def test_a_column_of_money(cells: list[Value], read: list[str | None]) -> None:
    assert numbers(*cells) == read


def test_a_thousands_mark_or_a_decimal_point_is_asked() -> None:
    with pytest.raises(InputError) as caught:
        numbers("1.234", "5")
    text = str(caught.value)
    assert "'x'" in text
    assert "'1.234'" in text
    assert "1.234 or 1,234" in text
    assert "'decimals: point' or 'decimals: comma'" in text
    assert numbers("1.234", "5", decimals="comma") == ["1234", "5"]
    assert numbers("1.234", "5", decimals="point") == ["1.234", "5"]


@pytest.mark.parametrize(
    "bad", ["12 %", "1.2.3", "1,23,4", "abc", "1-2", "(5", "$5€", "1e999", "--5", "0x10", "1e16"]
)
def test_what_is_no_amount_is_refused_with_its_row(bad: str) -> None:
    with pytest.raises(InputError, match="row 3"):
        numbers("1.50", bad)


def test_an_answer_that_the_cells_contradict_is_refused() -> None:
    with pytest.raises(InputError, match="row 2"):
        numbers("1.50", decimals="comma")
    with pytest.raises(InputError, match="point or comma"):
        numbers("1.50", decimals="dot")


def test_currencies_beside_amounts() -> None:
    found, _ = amounts_of(column("€5", "USD 7", "3 CHF", "$9", "8"), "x")
    assert [each.currency for each in found if each] == ["EUR", "USD", "CHF", "$", ""]


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_every_amount_reads_back_as_either_country_writes_it(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert read_amount(english, "point").number == amount  # type: ignore[union-attr]
    assert read_amount(german, "comma").number == amount  # type: ignore[union-attr]


@given(st.text(max_size=70), st.sampled_from(DECIMALS))
def test_any_text_is_an_amount_or_none(text: str, decimals: str) -> None:
    found = read_amount(text, decimals)  # type: ignore[arg-type]
    assert found is None or found.number.is_finite()


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["2024-01-31", "2024-12-01T10:30:00Z"], ["2024-01-31", "2024-12-01"]),
        (["2024/1/5"], ["2024-01-05"]),
        (["13/02/2024", "01/02/2024"], ["2024-02-13", "2024-02-01"]),
        (["02/13/2024", "01/02/2024 3:15 PM"], ["2024-02-13", "2024-01-02"]),
        (["01.02.2024"], ["2024-02-01"]),
        (["31.12.99"], ["1999-12-31"]),
        (["05/05/2024"], ["2024-05-05"]),
        (["2024-03", "2024-12"], ["2024-03-01", "2024-12-01"]),
        (["03/2024"], ["2024-03-01"]),
        (["202403"], ["2024-03-01"]),
        (["Mar 2024", "März 2024", "décembre 2024"], ["2024-03-01", "2024-03-01", "2024-12-01"]),
        (
            ["1 March 2024", "01-Mar-24", "March 2, 2024"],
            ["2024-03-01", "2024-03-01", "2024-03-02"],
        ),
        (["45631", "45631.5"], ["2024-12-05", "2024-12-05"]),
        ([Decimal(45631)], ["2024-12-05"]),
        (["20240131"], ["2024-01-31"]),
        ([date(2024, 1, 31), ""], ["2024-01-31", None]),
    ],
)
def test_a_column_of_days(cells: list[Value], read: list[str | None]) -> None:
    assert days(*cells) == read


def test_day_or_month_first_is_asked() -> None:
    with pytest.raises(InputError) as caught:
        days("05/05/2024", "01/02/2024")
    text = str(caught.value)
    assert "01 February 2024 or 02 January 2024" in text
    assert "'dates: day first' or 'dates: month first'" in text
    assert days("01/02/2024", order="day first") == ["2024-02-01"]
    assert days("01/02/2024", order="month first") == ["2024-01-02"]


@pytest.mark.parametrize("bad", ["31/02/2024", "00:00.0", "2024", "tomorrow", "99999", "1/13/2024"])
def test_what_is_no_day_is_refused_with_its_row(bad: str) -> None:
    with pytest.raises(InputError, match="row 3"):
        days("13/02/2024", bad)


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_every_day_reads_back_in_every_order(day: date) -> None:
    forms = {
        "year first": "%Y-%m-%d",
        "day first": "%d/%m/%Y",
        "month first": "%m/%d/%Y",
        "month by name": "%d %b %Y",
        "eight digits": "%Y%m%d",
    }
    for order, form in forms.items():
        assert days(day.strftime(form), order=order) == [day.isoformat()]


@given(st.text(max_size=40), st.sampled_from(ORDERS))
def test_any_text_is_a_day_or_an_error(text: str, order: str) -> None:
    with suppress(InputError):
        found = days(text, order=order)[0]
        assert found is None or date.fromisoformat(found)
