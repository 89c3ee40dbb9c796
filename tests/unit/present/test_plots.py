"""Charts that somebody has to present: nothing overlaps, nothing is cut off, the title is true."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import date

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from simlib.analysis.accounts import MOST_AREAS, merged_causes
from simlib.present import plots
from simlib.present.draw.style import image_bytes, whole_figure
from simlib.present.words.firm import finding_account_survival
from tests.support import chart_results as fake
from tests.support import sensitivity_results as sensitive
from tests.support.chart_results import (
    CALLS,
    ENDS,
    FOOTER,
    REVENUE,
    SMALLEST_BODY,
    SMALLEST_FOOT,
    TIGHT,
    each,
)
from tests.support.court_results import COURT_CHARTS
from tests.support.dose_results import DOSE_CHARTS
from tests.support.history_results import HISTORY_CHARTS
from tests.support.insurance_results import INSURANCE_CHARTS
from tests.support.why_results import WHY_CHARTS

mpl.use("Agg")


def long(make: Callable[..., object]) -> list[object]:
    return [
        make(f"{letter * 24} {letter * 24}", end) for letter, end in zip("AWMi", ENDS, strict=True)
    ]


CHARTS: dict[str, Callable[[], Axes]] = {
    "revenue survival": lambda: plots.revenue_survival(
        each(fake.survival, ENDS), footer=FOOTER, initial_revenue=1e7, currency="USD"
    ),
    "lines that end together": lambda: plots.revenue_survival(
        each(fake.survival, TIGHT), footer=FOOTER
    ),
    "lines that end at nothing": lambda: plots.revenue_survival(
        each(fake.survival, (0.0, 0.0, 0.001, 0.0)), footer=FOOTER
    ),
    "lines that stay at the top": lambda: plots.revenue_survival(
        each(fake.survival, (1.0, 1.0, 0.999, 1.0)), footer=FOOTER
    ),
    "one line": lambda: plots.revenue_survival(fake.survival(), footer=FOOTER),
    "fan": lambda: plots.revenue_fan(fake.fan(), footer=FOOTER, currency="EUR"),
    "accounts": lambda: plots.account_survival(each(fake.accounts, ENDS), footer=FOOTER),
    "one line of accounts": lambda: plots.account_survival(fake.accounts(), footer=FOOTER),
    "causes": lambda: plots.loss_by_cause(fake.causes(), footer=FOOTER),
    "two causes": lambda: plots.loss_by_cause(fake.causes(("closes", "closed")), footer=FOOTER),
    "concentration": lambda: plots.concentration(each(fake.concentrated, ENDS), footer=FOOTER),
    "recovery": lambda: plots.recovery(each(fake.back, ENDS), footer=FOOTER, highlight=1),
    "week": lambda: plots.rep_week(each(fake.week, (2.0, 6.0, 0.5, 0.0)), footer=FOOTER),
    "one week": lambda: plots.rep_week(fake.week(), footer=FOOTER),
    "futures": lambda: plots.futures(each(fake.fates, ENDS), footer=FOOTER),
    "three futures": lambda: plots.futures(each(fake.fates, ENDS, 3), footer=FOOTER),
    "two futures": lambda: plots.futures(each(fake.fates, ENDS, 2), footer=FOOTER),
    "one future": lambda: plots.futures(fake.fates(closed=False), footer=FOOTER),
    "standing": lambda: plots.standing(fake.rank(), footer=FOOTER),
    "dose": lambda: plots.dose(CALLS, REVENUE, REVENUE - 2e5, REVENUE + 2e5, footer=FOOTER),
    "long names": lambda: plots.revenue_survival(long(fake.survival), footer=FOOTER),
    "long names of accounts": lambda: plots.account_survival(long(fake.accounts), footer=FOOTER),
    "long names of weeks": lambda: plots.rep_week(long(fake.week), footer=FOOTER),
    "long names in a story": lambda: plots.timeline(fake.events(14, "A W" * 60), footer=FOOTER),
    "story": lambda: plots.timeline(fake.events(), footer=FOOTER, start=date(2025, 12, 31)),
    "answers": lambda: plots.answers(sensitive.questions()),
    "answers worth nothing": lambda: plots.answers(sensitive.questions(0.001)),
    "drivers": lambda: plots.drivers(sensitive.drivers()),
    "drivers nobody can tell": lambda: plots.drivers(sensitive.drivers(0.01)),
    "flip": lambda: plots.flip(sensitive.flipped()),
    "flip by one input": lambda: plots.flip(sensitive.flipped(1)),
    "flip by three inputs": lambda: plots.flip(sensitive.flipped(3)),
    "screening": lambda: plots.screening(sensitive.screening(), footer=FOOTER),
    "tornado": lambda: plots.tornado(sensitive.tornado()),
    "tornado of a chance": lambda: plots.tornado(sensitive.tornado(unit="chance")),
    "story without dates": lambda: plots.timeline(fake.events(), footer=FOOTER),
    **COURT_CHARTS,
    **DOSE_CHARTS,
    **HISTORY_CHARTS,
    **INSURANCE_CHARTS,
    **WHY_CHARTS,
}


@pytest.fixture(params=CHARTS, scope="module")
def axes(request: pytest.FixtureRequest) -> Iterator[Axes]:
    drawn = CHARTS[request.param]()
    yield drawn
    plt.close(whole_figure(drawn))


def written(axes: Axes) -> list[Text]:
    """Return every text that shows, ticks inside the axes included."""
    figure = whole_figure(axes)
    figure.draw_without_rendering()
    x_range, y_range = sorted(axes.get_xlim()), sorted(axes.get_ylim())
    ticks = [
        label
        for axis, (low, high) in ((axes.xaxis, x_range), (axes.yaxis, y_range))
        for tick, label in zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=True)
        if axes.axison and low <= tick <= high
    ]
    titles = [axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label]
    texts = [*axes.texts, *figure.texts, *titles, *ticks]
    return [text for text in texts if text.get_text().strip() and text.get_visible()]


def box(text: Text, figure: Figure) -> Bbox:
    # an annotation's own extent would include its arrow
    return Text.get_window_extent(text, figure.canvas.get_renderer())


def overlap(one: Bbox, other: Bbox) -> float:
    shared = Bbox.intersection(one, other)
    return min(shared.width, shared.height) if shared is not None else 0.0


def clashes(axes: Axes) -> list[tuple[str, str]]:
    figure = whole_figure(axes)
    boxes = [(text.get_text(), box(text, figure)) for text in written(axes)]
    pairs = itertools.combinations(boxes, 2)
    return [(a, b) for (a, one), (b, two) in pairs if overlap(one, two) > 1.0]


@pytest.mark.parametrize("dpi", [100, 150])
def test_no_two_texts_overlap(axes: Axes, dpi: int) -> None:
    whole_figure(axes).set_dpi(dpi)
    assert clashes(axes) == []


def test_an_overlap_would_be_found() -> None:
    axes = plots.revenue_survival(each(fake.survival, TIGHT), footer=FOOTER)
    first, second = [text for text in axes.texts if text.get_gid() == "end label"][:2]
    second.set_position(first.get_position())
    assert (first.get_text(), second.get_text()) in clashes(axes)
    plt.close("all")


def test_nothing_is_cut_off_at_the_edge(axes: Axes) -> None:
    figure = whole_figure(axes)
    edge = figure.bbox
    for text in written(axes):
        extent = box(text, figure)
        assert min(extent.x0, extent.y0) >= 0, text.get_text()
        assert extent.x1 <= edge.width, text.get_text()
        assert extent.y1 <= edge.height, text.get_text()


def test_text_is_legible_at_slide_size(axes: Axes) -> None:
    width, height = whole_figure(axes).get_size_inches()
    assert width == 12.8
    assert height >= 7.2  # a page of verdicts is as high as there are claims
    for text in written(axes):
        smallest = SMALLEST_FOOT if text.get_gid() == "foot" else SMALLEST_BODY
        assert text.get_fontsize() >= smallest, text.get_text()


def test_every_chart_carries_finding_source_and_seed(axes: Axes) -> None:
    foot = next(text for text in whole_figure(axes).texts if text.get_gid() == "foot")
    assert "seed 7" in foot.get_text()
    assert "500 futures" in foot.get_text()
    title = axes.get_title(loc="left")
    assert any(letter.isdigit() for letter in title) or "accounts" in title
    assert len(title.split("\n")) <= 3


@pytest.mark.slow
def test_the_same_chart_has_the_same_bytes(axes: Axes) -> None:
    assert image_bytes(axes, dpi=50) == image_bytes(axes, dpi=50)


@pytest.mark.parametrize("name", ["revenue survival", "futures", "story"])
def test_a_chart_drawn_again_has_the_same_bytes(name: str) -> None:
    assert image_bytes(CHARTS[name](), dpi=50) == image_bytes(CHARTS[name](), dpi=50)
    plt.close("all")


@pytest.mark.parametrize(
    ("draw", "make"),
    [
        (plots.revenue_survival, fake.survival),
        (plots.account_survival, fake.accounts),
        (plots.recovery, fake.back),
        (plots.concentration, fake.concentrated),
        (plots.rep_week, fake.week),
        (plots.futures, fake.fates),
    ],
)
def test_a_fifth_line_is_refused(draw: Callable[..., Axes], make: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match=r"at most 4 labelled lines.*5 given"):
        draw([make(f"arm {n}") for n in range(5)])


def test_nothing_to_draw_and_mixed_thresholds_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one result"):
        plots.revenue_survival([])
    with pytest.raises(ValueError, match="different thresholds"):
        plots.revenue_survival([fake.survival(), fake.survival(below=0.8)])
    with pytest.raises(ValueError, match="highlight names result 3"):
        plots.recovery([fake.back()], highlight=3)


def test_a_story_too_long_to_read_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 14 events"):
        plots.timeline(fake.events(15))


def test_a_chart_can_share_the_readers_figure() -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(16, 6), layout="constrained")
    before = dict(mpl.rcParams)
    assert plots.revenue_survival([fake.survival()], ax=left, footer=FOOTER) is left
    assert plots.recovery([fake.back()], ax=right, footer=FOOTER) is right
    assert dict(mpl.rcParams) == before
    assert figure.get_layout_engine() is not None
    plt.close(figure)


def test_the_y_axis_is_in_words() -> None:
    axes = plots.revenue_survival(fake.survival(), initial_revenue=1e6, currency="USD")
    assert axes.get_ylabel() == "futures of 100 never below 0.7 m USD"
    assert axes.get_yticks().tolist() == [0, 20, 40, 60, 80, 100]
    plt.close("all")


def test_fortunes_and_precision_never_look_alike() -> None:
    precision = plots.revenue_survival(fake.survival()).collections[0]
    fortunes = plots.revenue_fan(fake.fan()).collections[0]
    assert precision.get_hatch()
    assert precision.get_facecolor().size == 0
    assert not fortunes.get_hatch()
    assert fortunes.get_facecolor()[0, 3] > 0
    plt.close("all")


def test_small_causes_are_added_up_and_nothing_is_lost() -> None:
    result = fake.causes()
    names, shares = merged_causes(result)
    assert len(names) == MOST_AREAS
    assert names[-1] == "other causes"
    np.testing.assert_allclose(shares.sum(axis=0) + result.survival, 1.0)


def test_what_the_analysis_has_added_up_stays_with_the_rest() -> None:
    names, shares = merged_causes(fake.causes(("other", "neglect", "closed")))
    assert names == ["neglect", "closed", "other causes"]
    assert shares[-1, -1] == pytest.approx(0.12)


def test_a_cause_of_the_clients_own_is_shown_in_his_words() -> None:
    result = fake.causes(("price_war", "neglect"), ("A price war breaks out", "long words"))
    axes = plots.loss_by_cause(result)
    shown = " ".join(text.get_text().replace("\n", " ") for text in axes.texts)
    assert "A price war breaks out: 12" in shown
    assert "neglect: 10" in shown
    assert axes.get_title(loc="left").startswith("A price war breaks out")
    plt.close("all")


def test_curves_that_end_early_are_labelled_with_their_last_known_value() -> None:
    share = fake.curve(0.4)
    share[40:] = np.nan
    result = fake.accounts()
    object.__setattr__(result, "share", share)
    assert " 61 of 100" in finding_account_survival([result])
    assert [t for t in plots.account_survival(result).texts if t.get_text().endswith(": 61")]
    plt.close("all")


def test_charts_are_loaded_when_they_are_used_and_unknown_ones_named() -> None:
    assert set(plots.__all__) <= set(dir(plots))
    assert all(callable(getattr(plots, name)) for name in plots.__all__)
    with pytest.raises(AttributeError, match=r"'tornadoo'; did you mean tornado.* charts: accept"):
        plots.tornadoo  # noqa: B018
    with pytest.raises(AttributeError, match="no chart 'pie'; charts: acceptability"):
        plots.pie  # noqa: B018
