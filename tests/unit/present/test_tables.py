"""Tables for terminal, page and spreadsheet, and those of what common futures save."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simlib.present.paper.tables import cell_text, html_table, safe_frame, text_table, write_csv
from simlib.present.words.pairing import (
    calls_factors,
    insurance_factors,
    saved_table,
    tornado_factors,
    why_factors,
)
from simlib.studies.price.choice import Insurance
from simlib.studies.why.gap import Bridges
from tests.support import dose_results, insurance_results, sensitivity_results, why_results

FRAME = pd.DataFrame(
    {
        "diary": ["weekly block", "monthly call"],
        "revenue": [7_412_345.6, 6_100_000.0],
        "share": [0.6234, np.nan],
        "wins": [12, 0],
    }
)


def test_a_terminal_gets_aligned_columns() -> None:
    lines = text_table(FRAME).split("\n")
    assert lines[0] == "diary           revenue  share  wins"
    assert lines[2] == "weekly block  7,412,346  0.623    12"
    assert lines[3] == "monthly call  6,100,000      –     0"


def test_wide_letters_take_two_columns() -> None:
    table = text_table(pd.DataFrame({"name": ["株式会社", "Acme"], "n": [1, 2]}))
    assert table.split("\n")[2:] == ["株式会社  1", "Acme      2"]


def test_an_empty_table_is_its_headings() -> None:
    assert text_table(FRAME.iloc[:0]).split("\n")[0].split() == list(FRAME.columns)
    assert "<tbody>" in html_table(FRAME.iloc[:0])


def test_html_has_scopes_captions_and_numbers_to_the_right() -> None:
    html = html_table(FRAME.set_index("diary"), caption="Every diary", index=True)
    assert "<caption>Every diary</caption>" in html
    assert '<th scope="row" class="text">weekly block</th>' in html
    assert '<td class="number">7,412,346</td>' in html


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.23456e-9, "0"),
        (0.000123, "0.000123"),
        (1234.5, "1,234" if round(1234.5) == 1234 else "1,235"),
        (12, "12"),
        (np.int64(1200), "1,200"),
        (True, "True"),
        (None, "–"),
        (float("nan"), "–"),
        (float("inf"), "inf"),
        (pd.NaT, "–"),
        ("9.8 ± 1.5", "9.8 ± 1.5"),
    ],
)
def test_cells(value: object, expected: str) -> None:
    assert cell_text(value) == expected


def test_a_spreadsheet_gets_numbers_as_numbers(tmp_path: Path) -> None:
    path = write_csv(FRAME, tmp_path / "table.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdiary,")
    back = pd.read_csv(path, encoding="utf-8-sig")
    pd.testing.assert_frame_equal(back, FRAME)


def test_making_a_table_safe_leaves_the_original_alone() -> None:
    frame = pd.DataFrame({"=a": ["=1+1", "fine"]}, index=["+x", "y"])
    before = frame.copy()
    safe = safe_frame(frame)
    assert safe.columns.tolist() == ["'=a"]
    assert safe.iloc[0, 0] == "'=1+1"
    assert safe.index.tolist() == ["'+x", "y"]
    pd.testing.assert_frame_equal(frame, before)


def test_a_factor_is_said_and_a_missing_one_too() -> None:
    table = saved_table({"one": 9.04, "other": math.nan})
    assert table.iloc[:, 0].tolist() == ["9.0 x", "never differ"]


def test_every_dose_that_is_compared_has_its_rows() -> None:
    found = calls_factors(dose_results.bought())
    assert len(found) == 2 * 2 * 2  # sets of evidence, doses above none, measures
    assert set(found.values()) == {4.0}


def test_every_step_rate_and_firm_has_its_row() -> None:
    hours, rate = insurance_results.hours(), insurance_results.rates()
    policies = (insurance_results.policy(),)
    result = Insurance(policies, 0, hours, rate, insurance_results.choice())
    stress = insurance_results.stressed()
    found = insurance_factors(result, stress)
    assert len(found) == 5 + len(hours.steps) + len(rate.points) + len(stress.diaries)


def test_gaps_hours_and_both_ends_of_every_input() -> None:
    why = why_results.why()
    assert len(why_factors(Bridges((why_results.bridge(),)), why)) == 1 + len(why.hours)
    tornado = sensitivity_results.tornado()
    assert len(tornado_factors(tornado)) == 1 + 3 * len(tornado.bars)
