"""Changes between two runs are named by their place and judged by their intervals."""

from __future__ import annotations

import re

import nbformat
import pandas as pd
import pytest
from nbformat import NotebookNode
from nbval.plugin import get_sanitize_patterns

from tools.notebook_diff import BEYOND, INSIDE, NO_INTERVAL, Change, changes, verdict
from tools.notebook_files import NOTEBOOKS
from tools.notebook_tables import html_table


def stream(text: str) -> NotebookNode:
    return nbformat.from_dict({"output_type": "stream", "name": "stdout", "text": text})


def table(frame: pd.DataFrame) -> NotebookNode:
    data = {"text/html": frame.to_html(), "text/plain": str(frame)}
    return nbformat.from_dict({"output_type": "display_data", "data": data, "metadata": {}})


@pytest.mark.parametrize(
    ("stored", "now", "expected"),
    [
        ("0.12 ± 0.03", "0.16 ± 0.03", INSIDE),  # 0.04 against 0.042
        ("0.12 ± 0.03", "0.17 ± 0.03", BEYOND),
        ("12 % ± 3 %", "20 % ± 3 %", BEYOND),
        ("7.0 m ± 0.2 m", "7.1 m ± 0.2 m", INSIDE),
        ("4,100 +/- 50", "4,000 +/- 50", BEYOND),
        ("0.12 (0.10 to 0.15)", "0.13 (0.11 to 0.16)", INSIDE),
        ("12 % [10 %, 14 %]", "19 % [17 %, 21 %]", BEYOND),
        ("−1.5 ± 0.5", "1.5 ± 0.5", BEYOND),
        ("0.12 ± 0.03", "0.12 ± 0.04", INSIDE),
        ("12 wins", "13 wins", NO_INTERVAL),
        ("5 wins, 0.12 ± 0.03", "6 wins, 0.13 ± 0.03", NO_INTERVAL),
        ("keeps 12", "loses 12", ""),
        ("same 12", "same 12", ""),
    ],
)
def test_a_change_is_judged_by_the_intervals_stated(stored: str, now: str, expected: str) -> None:
    assert verdict(stored, now) == expected


def test_equal_outputs_have_no_changes() -> None:
    frame = pd.DataFrame({"lost": [1, 2]})
    assert changes([stream("a 1\n"), table(frame)], [stream("a 1\n"), table(frame)]) == []


def test_a_table_cell_is_named_by_row_and_column() -> None:
    frame = pd.DataFrame({"lost": [0.12, 0.3], "kept": [0.88, 0.7]}, index=["weekly", "quarterly"])
    other = frame.copy()
    other.loc["quarterly", "kept"] = 0.65
    expected = Change('table, row "quarterly", column "kept"', "0.70", "0.65", NO_INTERVAL)
    assert changes([table(frame)], [table(other)]) == [expected]


def test_a_printed_table_is_read_like_a_table() -> None:
    text = "diary              lost         ruin\nweekly block  12.0 ± 0.5  3.1 %\n"
    (found,) = changes([stream(text)], [stream(text.replace("12.0", "15.0"))])
    expected = 'text, row "weekly block", column "lost": 12.0 ± 0.5 -> 15.0 ± 0.5'
    assert str(found) == f"{expected}  [{BEYOND}]"


def test_a_line_that_came_or_went_is_shown() -> None:
    (found,) = changes([stream("one\ntwo\n")], [stream("one\nnew\ntwo\n")])
    assert str(found) == "text, line 2: (nothing) -> new"


def test_an_output_that_went_missing_is_shown() -> None:
    (found,) = changes([table(pd.DataFrame({"a": [1]}))], [])
    assert str(found) == "table: a table -> (nothing)"


def test_columns_under_a_span_keep_both_headings() -> None:
    columns = pd.MultiIndex.from_product([["graded", "folklore"], ["lost", "kept"]])
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=columns, index=pd.Index(["weekly"], name="diary"))
    assert html_table(frame.to_html())["weekly", "folklore · lost"] == "3"


def test_every_rule_of_the_sanitize_file_is_read() -> None:
    text = (NOTEBOOKS / "sanitize.cfg").read_text(encoding="utf-8")
    rules = get_sanitize_patterns(text)
    assert len(rules) == len(re.findall(r"^\s*regex", text, flags=re.MULTILINE)) > 0
    untouched = "ruin 3.1 % ± 0.4 % at 0.70 of 1,000 futures, week 52"
    for pattern, replacement in rules:
        assert re.sub(pattern, replacement, untouched) == untouched
