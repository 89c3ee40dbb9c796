"""Titles and notes state what the numbers say, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from simlib.analysis.accounts import LossByCause
from simlib.present import plots
from simlib.present.draw.style import whole_figure
from simlib.present.words.dose import finding_dose
from simlib.present.words.firm import (
    finding_account_survival,
    finding_concentration,
    finding_futures,
    finding_loss_by_cause,
    finding_recovery,
    finding_rep_week,
    finding_revenue_fan,
    finding_revenue_survival,
    finding_standing,
    note_fan_mean,
)
from simlib.present.words.story import finding_timeline, week_words
from tests.support import chart_results as fake
from tests.support.chart_results import CALLS, ENDS, REVENUE, SMALLEST_BODY, TIGHT, each

mpl.use("Agg")


def close_causes() -> LossByCause:
    result = fake.causes(("neglect", "competitor"))
    incidence = np.array([[0.12], [0.11]]) * fake.MONTHS / fake.MONTHS[-1]
    return replace(result, incidence=incidence, low=0.9 * incidence, high=1.1 * incidence)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            finding_revenue_survival([fake.survival(end=0.62)], threshold="7.0 m USD"),
            "Weekly block: 62 of 100 futures never fall below 7.0 m USD in five years",
        ),
        (
            finding_revenue_survival(each(fake.survival, ENDS), threshold="7.0 m"),
            "Weekly block keeps 62 of 100 futures above 7.0 m for five years, service-heavy 22",
        ),
        (
            finding_revenue_survival(each(fake.survival, TIGHT), threshold="7.0 m"),
            "40 to 41 of 100 futures stay above 7.0 m for five years: no clear difference",
        ),
        (
            finding_revenue_fan(fake.fan(), currency="EUR"),
            "Weekly block: after five years, 80 of 100 futures lie between 6.0 m and 13.2 m EUR",
        ),
        (note_fan_mean(fake.fan())[:38], "Mean after five years: 9.0 m ± 0.12 m "),
        (
            finding_account_survival([fake.accounts()]),
            "Weekly block: 62 of 100 accounts are still there after five years",
        ),
        (
            finding_account_survival(each(fake.accounts, TIGHT)),
            "40 to 41 of 100 accounts are still there after five years: no clear difference",
        ),
        (
            finding_loss_by_cause(fake.causes(("neglect", "closed"))),
            "Neglect is the largest single cause of loss: 12 of 100 accounts in five years, "
            "56 % of all losses",
        ),
        (finding_loss_by_cause(fake.causes(())), "No account is lost in five years"),
        (
            finding_concentration([fake.concentrated()]),
            "The largest account, 50 % of revenue today, is 30 % after five years with "
            "weekly block",
        ),
        (
            finding_concentration([fake.concentrated(), fake.concentrated("service only", 0.31)]),
            "The largest account, 50 % of revenue today, is 30 % to 31 % after five years: "
            "no clear difference",
        ),
        (
            finding_recovery([fake.back(), fake.back("service only", 0.02)]),
            "Within two years of losing the largest account, weekly block is back at 90 % in 30 "
            "of 100 futures, service only in 2",
        ),
        (
            finding_recovery([fake.back(), fake.back("service only", 0.27)]),
            "Within two years of losing the largest account, 27 to 30 of 100 futures are back at "
            "90 %",
        ),
        (
            finding_rep_week([fake.week(), fake.week("service only", 0.0)]),
            "Weekly block prospects 21 % of the week, service only 0 %",
        ),
        (
            finding_rep_week([fake.week(), fake.week("service only", 6.1)]),
            "Prospecting takes 21 to 22 % of the week: no clear difference",
        ),
        (
            finding_loss_by_cause(close_causes()),
            "Neglect and competitor are the largest causes of loss: 12 and 11 of 100 accounts in "
            "five years",
        ),
        (
            finding_futures([fake.fates()]),
            "Weekly block: 70 of 100 futures end at 78 % of today's revenue or more",
        ),
        (
            finding_futures([fake.fates(), fake.fates("service only", 0.5)]),
            "Weekly block: 70 of 100 futures end at 78 % of today's revenue or more, "
            "service only: 47",
        ),
        (
            finding_futures([fake.fates(), fake.fates("service only", 0.29)]),
            "68 to 70 of 100 futures end at 78 % of today's revenue or more: no clear difference",
        ),
        (
            finding_standing(fake.rank()),
            "Marcus Hale, number 1 of 15 today, is in the bottom third after two years in 25 of "
            "100 futures (21 to 29)",
        ),
        (
            finding_dose(CALLS, REVENUE, REVENUE - 2e5, REVENUE + 2e5),
            "Annual revenue after five years is best with 4 to 16 calls a month: 7.4 m at 8, "
            "6.1 m at 0",
        ),
        (
            finding_dose(CALLS, REVENUE, REVENUE - 2e6, REVENUE + 2e6),
            "Between 0 and 32 calls a month make no clear difference",
        ),
        (
            finding_dose(CALLS, CALLS * 1e6, CALLS * 1e6 - 1.0, CALLS * 1e6 + 1.0),
            "Annual revenue after five years is best with 32 or more calls a month: 32.0 m at "
            "32, 0 at 0",
        ),
        (
            finding_timeline(fake.events(6)),
            "One future of this firm in six events: one account lost, one account won and one rep "
            "laid off",
        ),
        (week_words(0.0), "year 1, week 1"),
        (week_words(68.0), "year 2, week 17"),
        (week_words(52.0, date(2025, 12, 31)), "Dec 2026"),
    ],
)
def test_titles_state_the_finding(found: str, expected: str) -> None:
    assert found == expected


def test_the_title_of_the_waffle_counts_its_squares() -> None:
    shares = np.array([0.375, 0.35, 0.275])  # 72.5 of 100: drawn as 38 + 35 squares
    result = replace(fake.fates(closed=False), shares=shares, counts=np.array([38, 35, 27]))
    assert " 73 of 100 futures" in finding_futures([result])


@pytest.mark.parametrize(("worlds", "quoted"), [(100, False), (1000, True)])
def test_odds_of_closing_are_not_quoted_from_a_few_futures(worlds: int, quoted: bool) -> None:
    axes = plots.concentration(replace(fake.concentrated(), worlds=worlds))
    foot = " ".join(text.get_text() for text in whole_figure(axes).texts)
    assert "Mean of the firms still open" in foot
    assert ("90 of 100" in foot) is quoted
    plt.close("all")


def test_an_axis_that_does_not_begin_at_zero_says_so() -> None:
    for low, said in ((REVENUE - 2e5, True), (REVENUE * 0.1, False)):
        axes = plots.dose(CALLS, REVENUE, low, REVENUE + 2e5)
        foot = " ".join(text.get_text() for text in whole_figure(axes).texts)
        assert ("does not begin at 0" in foot) is said
    plt.close("all")


def test_only_precision_is_hatched_and_crossing_bands_differ() -> None:
    week = plots.rep_week(fake.week())
    assert not any(patch.get_hatch() for patch in week.patches)
    lines = plots.revenue_survival(each(fake.survival, ENDS)).collections[:4]
    assert len({band.get_hatch() for band in lines}) == 4
    plt.close("all")


def test_a_sentence_gets_smaller_before_its_end_is_cut() -> None:
    told = "Continental Development Corp is lost (0.12 m USD a year): customer closes"
    axes = plots.timeline([(60.0, told, "lost"), (70.0, "Short", "won")])
    shown = [text for text in axes.texts if text.get_gid() == "event"]
    assert told in {text.get_text() for text in shown}
    assert min(text.get_fontsize() for text in shown) >= SMALLEST_BODY
    plt.close("all")
