"""The sheets of what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simlib.analysis.compare import difference_numbers
from simlib.present.paper.reports import measures
from simlib.present.words.inputs import question_words
from simlib.present.workbook.sheets import ANY, AS_IS, MONEY, ODDS, PERCENT, Sheet, Table

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.client.case import ClientCase
    from simlib.studies.price.policy import Policy


def result_sheets(case: ClientCase) -> list[Sheet]:
    """Return the sheets of results."""
    return [
        _results(case),
        _survival(case),
        _recovery(case),
        _policy(case.policy),
        _tornado(case),
        _bands(case),
        _draws(case),
    ]


def _results(case: ClientCase) -> Sheet:
    frame = difference_numbers(case.comparison, measures(case.comparison), below=case.below)
    names = {"arm": "diary", "mean_reference": "reference", "mean": "this diary"}
    frame = frame.drop(columns=["scenario"]).rename(columns=names)
    frame.columns = [str(name).replace("_", " ") for name in frame.columns]
    formats = dict.fromkeys(map(str, frame.columns), ANY)
    formats |= dict.fromkeys(("worlds", "better", "worse", "same"), MONEY)
    return Sheet(
        "results",
        "Every diary against the reference, in the same futures",
        (
            f"Reference: {case.comparison.reference.label}. Low and high: 95 % intervals of the "
            "simulation; they do not cover the inputs.",
            f"Survival: never below {case.below:.1%} of today's revenue. Chances and shares are "
            "between 0 and 1, money in the book's currency.",
        ),
        (Table("Paired differences", frame, formats),),
    )


def _survival(case: ClientCase) -> Sheet:
    columns: dict[str, object] = {"month": case.survival[0].months}
    for each in case.survival:
        columns |= {
            each.label: each.share,
            f"{each.label}, low": each.low,
            f"{each.label}, high": each.high,
        }
    frame = pd.DataFrame(columns)
    title = f"Share of futures whose revenue has never been below {case.survival[0].threshold:,.0f}"
    table = Table("By month from today", frame, dict.fromkeys(map(str, frame.columns[1:]), PERCENT))
    return Sheet("revenue survival", title, ("Low and high: 95 % Wilson limits.",), (table,))


def _recovery(case: ClientCase) -> Sheet:
    columns: dict[str, object] = {"months since the loss": case.recovery[0].months}
    for each in case.recovery:
        columns |= {
            f"{each.label}, middle future": each.median,
            f"{each.label}, middle low": each.median_low,
            f"{each.label}, middle high": each.median_high,
            f"{each.label}, tenth lowest": each.low,
            f"{each.label}, tenth highest": each.high,
        }
    frame = pd.DataFrame(columns)
    back = pd.DataFrame(
        [(r.label, r.share_back, r.share_back_low, r.share_back_high) for r in case.recovery],
        columns=["diary", "share of futures back", "low", "high"],
    )
    first = case.recovery[0]
    caption = f"Back at {first.back:.0%} within {first.within_months:.0f} months"
    return Sheet(
        "recovery",
        "Revenue after losing the largest account, as a share of the month before",
        (),
        (
            Table(caption, back, dict.fromkeys(("share of futures back", "low", "high"), PERCENT)),
            Table("By month", frame, dict.fromkeys(map(str, frame.columns[1:]), PERCENT)),
        ),
    )


def _policy(quote: Policy) -> Sheet:
    premium, cover, ratio = quote.premium, quote.cover, quote.loss_ratio
    rows = [
        ("premium", "hours a week and rep, first year", premium.hours),
        ("premium", "money a week, whole team, first year", premium.weekly),
        ("premium", "existing accounts contribute less, first year", premium.existing_first_year),
        ("cover", "out of cash without prospecting", cover.ruin.without),
        ("cover", "out of cash with it", cover.ruin.with_it),
        ("cover", "out of cash: removed", cover.ruin.removed),
        ("cover", "worst tenth without, money", cover.worst.without),
        ("cover", "worst tenth with it, money", cover.worst.with_it),
        ("waiting", "months to the first new account, half of the futures", quote.waiting.median),
        ("waiting", "months until hours are paid for, half of the futures", quote.payback.median),
        *(("not covered", each.words, each.share) for each in quote.exclusions),
        ("comes back", "restored, for one unit of premium", ratio.restored),
        ("comes back", "growth, for one unit of premium", ratio.growth),
        ("comes back", "left after hours are paid, money", ratio.net),
    ]
    frame = pd.DataFrame(
        [(part, words, *_limits(each)) for part, words, each in rows],
        columns=["part", "what", "estimate", "low", "high"],
    )
    title = f"Prospecting quoted like an insurance policy: {quote.label}"
    lines = (f"{quote.worlds:,} futures; money in {quote.currency or 'the book'}.",)
    formats = dict.fromkeys(("estimate", "low", "high"), ANY)
    return Sheet("price of prospecting", title, lines, (Table("Quote", frame, formats),))


def _limits(each: Interval) -> tuple[float, float, float]:
    return each.mean, each.low, each.high


def _tornado(case: ClientCase) -> Sheet:
    found = case.tornado
    scale = found.initial_revenue if found.unit == "money" else 1.0
    frame = pd.DataFrame(
        [
            (
                question_words(bar.name).short,
                bar.grade,
                bar.low_value,
                bar.high_value,
                *tuple(scale * x for x in (*_limits(bar.at_low), *_limits(bar.at_high))),
            )
            for bar in found.bars
        ],
        columns=[
            "input",
            "grade",
            "low end",
            "high end",
            "advantage at low end",
            "its low",
            "its high",
            "advantage at high end",
            "low of that",
            "high of that",
        ],
    )
    code = MONEY if found.unit == "money" else ODDS
    formats = {**dict.fromkeys(map(str, frame.columns[4:]), code)}
    lines = (
        f"{found.measure_label}: {found.other} minus {found.reference}, {found.currency}. With "
        f"all inputs central {scale * found.central.mean:,.2f}.",
    )
    formats |= {"low end": AS_IS, "high end": AS_IS}
    return Sheet(
        "what would turn it", "One input at a time", lines, (Table("Tornado", frame, formats),)
    )


def _bands(case: ClientCase) -> Sheet:
    bands = case.inputs
    frame = pd.DataFrame(
        [
            (a.label, *_limits(a.central), a.low, a.high, *_limits_or_none(a.better))
            for a in bands.arms
        ],
        columns=[
            "diary",
            "central",
            "simulation low",
            "simulation high",
            "inputs low",
            "inputs high",
            "better than the reference",
            "better low",
            "better high",
        ],
    )
    lines = (
        f"{bands.measure_label}. Inputs low and high: 90 of 100 of {bands.draw_count} draws of all "
        "inputs. Of the reference itself: how often it beats every other.",
    )
    return Sheet(
        "what the inputs allow",
        "The answer over all that the inputs may be",
        lines,
        (Table("Bands", frame, dict.fromkeys(map(str, frame.columns[1:]), ODDS)),),
    )


def _draws(case: ClientCase) -> Sheet:
    bands = case.inputs
    draws = pd.DataFrame(bands.draws, columns=[arm.label for arm in bands.arms])
    draws.insert(0, "draw", range(1, len(draws) + 1))
    table = Table("", draws, dict.fromkeys(map(str, draws.columns[1:]), ODDS))
    title = f"{bands.measure_label} at every draw of the inputs"
    return Sheet("draws of the inputs", title, (), (table,))


def _limits_or_none(each: Interval | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if each is None else _limits(each)


def world_sheets(case: ClientCase) -> list[Sheet]:
    """Return the rows of every future, a sheet a diary.

    Raises
    ------
    InputError
        If only totals were kept.
    """
    return [
        Sheet(f"futures {place}", run.label, (), (Table("A row a future", run.worlds),))
        for place, run in enumerate(case.comparison.runs, start=1)
    ]
