"""What common futures save: for every paired difference how many futures separate ones take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simlib.present.words.inputs import evidence_words, question_words
from simlib.words import sentence_case, show_name

if TYPE_CHECKING:
    from simlib.studies.dose.one_call import WhatOneCallBuys
    from simlib.studies.drivers.sensitivity import Tornado
    from simlib.studies.price.choice import Insurance
    from simlib.studies.price.replace import ReverseStress
    from simlib.studies.why.gap import Bridges, Why

Factors = Mapping[str, float]
"""The variance factor of each difference, by what is compared."""


def saved_table(factors: Factors) -> pd.DataFrame:
    """Return one row a comparison: how many times as many futures it would take without pairing.

    Parameters
    ----------
    factors : mapping of str to float
        As `simlib.analysis.difference.Difference.variance_factor`.
    """
    words = [
        f"{each:.1f} x" if math.isfinite(each) else "never differ" for each in factors.values()
    ]
    column = {"Futures needed if each arm had its own": words}
    return pd.DataFrame(column, index=pd.Index(list(factors), name="Difference"))


def calls_factors(result: WhatOneCallBuys) -> Factors:
    """Return those of one call and of the best number of calls, each against none."""
    return {
        f"{arm.label}, {measure}, {evidence_words(side.evidence)}": (gain.change.variance_factor)
        for side in reversed(result.sides)
        for arm in side.arms
        for measure, gain in (("revenue", arm.revenue_gain), ("cash", arm.cash_gain))
        if gain is not None
    }


def insurance_factors(result: Insurance, stress: ReverseStress) -> Factors:
    """Return those of the policy, of the price of an hour, of the loss rates and of the losses."""
    policy, found = result.policy, {}
    for words, change in (
        ("Out of cash, with prospecting or without", policy.cover.ruin.removed),
        ("Missing below break-even, likewise", policy.cover.shortfall.removed),
        ("Worst tenth, likewise", policy.cover.worst.removed),
        ("Left after the hours are paid, likewise", policy.loss_ratio.net),
        ("Existing accounts, calls that never win", policy.premium.existing),
    ):
        found[words] = change.variance_factor
    for step in result.hours.steps:
        words = f"Contribution, {step.calls_from:.3g} or {step.calls_to:.3g} calls a month"
        found[words] = step.gained.variance_factor
    for point in result.rate.points:
        words = f"Left after the hours, {point.factor:g} times the loss rates"
        found[words] = point.net.variance_factor
    for diary in stress.diaries:
        factors = [loss.excess.variance_factor for loss in diary.losses]
        words = f"Accounts lost, {show_name(diary.label, longest=16)} (median of {len(factors)})"
        found[words] = float(np.nanmedian(factors))
    return found


def why_factors(bridges: Bridges, why: Why) -> Factors:
    """Return those of the gaps between diaries and of the hours that moved."""
    gaps = {
        f"{show_name(each.b_label)} against {show_name(each.a_label)}": each.gap.variance_factor
        for each in bridges.bridges
    }
    hours = {f"Hours moved, {each.kind}": each.moved.variance_factor for each in why.hours}
    return {**gaps, **hours}


def tornado_factors(result: Tornado) -> Factors:
    """Return those of two diaries at the central inputs and at both ends of each."""
    found = {"All inputs central": result.central.variance_factor}
    for bar in result.bars:
        short = sentence_case(question_words(bar.name).short)
        found[f"{short}, low end"] = bar.at_low.variance_factor
        found[f"{short}, high end"] = bar.at_high.variance_factor
        found[f"{short}, swing"] = bar.swing.variance_factor
    return found
