"""The label solver, and text that is measured before it is drawn."""

from __future__ import annotations

import itertools

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from simlib.present.draw.style import slide_style
from simlib.present.draw.text import (
    EndLabel,
    balanced,
    drawable,
    label_ends,
    spread,
    text_size,
    wrapped,
)

mpl.use("Agg")

BOXES = st.lists(st.tuples(st.floats(-50, 550), st.floats(10, 40)), min_size=1, max_size=8)


def test_labels_with_room_stay_where_they_belong() -> None:
    assert spread([100, 300, 200], [20, 20, 20], low=0, high=400) == [100, 300, 200]


def test_two_labels_at_one_place_part_evenly() -> None:
    assert spread([100, 100], [20, 20], low=0, high=400, gap=4) == [88, 112]


def test_labels_at_the_edge_are_pushed_inside() -> None:
    assert spread([0, 400], [20, 20], low=0, high=400) == [10, 390]


@given(BOXES)
def test_labels_never_overlap_keep_their_order_and_stay_inside(
    boxes: list[tuple[float, float]],
) -> None:
    centres, heights = zip(*boxes, strict=True)
    places = spread(centres, heights, low=0, high=500, gap=4)
    order = sorted(range(len(boxes)), key=lambda box: (centres[box], box))
    for lower, upper in itertools.pairwise(order):
        distance = (places[upper] - heights[upper] / 2) - (places[lower] + heights[lower] / 2)
        assert distance >= 4 - 1e-6
    assert min(p - h / 2 for p, h in zip(places, heights, strict=True)) >= -1e-6
    assert max(p + h / 2 for p, h in zip(places, heights, strict=True)) <= 500 + 1e-6


@settings(max_examples=30)
@given(BOXES, st.integers(0, 2**32 - 1))
def test_no_other_arrangement_moves_labels_less(
    boxes: list[tuple[float, float]], seed: int
) -> None:
    centres, heights = (np.array(part) for part in zip(*boxes, strict=True))
    places = np.array(spread(centres, heights, low=0, high=500, gap=0))
    cost = ((places - centres) ** 2).sum()
    order = np.lexsort((np.arange(len(boxes)), centres))
    shake = np.random.default_rng(seed).normal(0, 5, (200, len(boxes)))
    tried = (places + shake)[:, order]
    half = heights[order] / 2
    fits = (np.diff(tried, axis=1) >= half[1:] + half[:-1]).all(axis=1)
    fits &= (tried[:, 0] >= half[0]) & (tried[:, -1] <= 500 - half[-1])
    costs = ((tried - centres[order]) ** 2).sum(axis=1)
    assert not (costs[fits] < cost - 1e-6).any()


def test_labels_that_cannot_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="need 124 points of height and have 100"):
        spread([1, 2, 3], [40, 40, 40], low=0, high=100, gap=2)


def test_a_fifth_label_is_refused() -> None:
    _, axes = plt.subplots()
    labels = [EndLabel(f"line {n}", n, "black") for n in range(5)]
    with pytest.raises(ValueError, match="at most 4 labelled lines"):
        label_ends(axes, labels, x_end=1.0)
    with pytest.raises(ValueError, match="at most 3 labels"):
        label_ends(axes, labels, x_end=1.0, most=3)
    plt.close("all")


def test_measured_size_is_the_drawn_size() -> None:
    figure = plt.figure(dpi=150)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    for text in ("weekly block: 62", "W" * 20, "two\nlines of text"):
        with slide_style():
            drawn: Text = figure.text(0, 0, text, fontsize=15, linespacing=1.2)
        extent = drawn.get_window_extent(renderer)
        width, height = text_size(text, 15)
        assert extent.width * 72 / 150 <= width <= 1.04 * extent.width * 72 / 150
        assert extent.height * 72 / 150 <= height + 1
    plt.close(figure)


def test_wrapped_lines_fit_and_lose_nothing() -> None:
    text = "Weekly block keeps 62 of 100 futures above 7.0 m USD for five years"
    lines = wrapped(text, 200, 15).split("\n")
    assert " ".join(lines) == text
    assert all(text_size(line, 15)[0] <= 200 for line in lines)


def test_a_number_stays_with_its_unit() -> None:
    for width in range(100, 400, 10):
        lines = wrapped("up 26 % and 7.0 m USD or 45 k a month", width, 15).split("\n")
        assert not any(line.startswith(("%", "m ", "k ", "USD")) for line in lines)


def test_a_word_wider_than_the_sheet_is_broken_not_clipped() -> None:
    lines = wrapped("x" * 300, 200, 15).split("\n")
    assert "".join(lines) == "x" * 300
    assert all(text_size(line, 15)[0] <= 200 for line in lines)


def test_a_title_leaves_no_orphan_and_no_extra_line() -> None:
    title = "One simulated future, weekly block: 17 accounts lost, 32 accounts won"
    short, long = (text_size(part, 22, bold=True)[0] for part in (title[:40], title))
    lines = balanced(title, 0.95 * long, 22, bold=True).split("\n")
    assert len(lines) == 2
    assert all(text_size(line, 22, bold=True)[0] >= 0.6 * short for line in lines)
    assert balanced("short", 400) == "short"
    assert balanced("", 400) == ""


def test_letters_the_font_lacks_become_boxes() -> None:
    assert drawable("Ünïcode Straße Ωμέγα") == "Ünïcode Straße Ωμέγα"
    assert drawable("株式会社 Acme") == "□□□□ Acme"
