"""What owners who left, and a field study, say of the model, in words and a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from simlib.present.words.headline import Headline
from simlib.words import (
    EVIDENCE_WORDS,
    between,
    counted,
    listed,
    number_word,
    percent,
    sentence_case,
)

if TYPE_CHECKING:
    from verification.validation.field_study import HuntingShare, Published
    from verification.validation.validate import Validation

_CLEAR = 0.05


def owner_words(found: Validation) -> Headline:
    """Return what left with owners, in plain counts."""
    told = [each for each in found.ledgers if each.departures]
    if not told:
        return Headline("No ledger here shows an owner who left while the firm went on.", ())
    lines = []
    for each in told:
        row = found.find(each.name, "owner")
        model = "" if row is None else f" In the model {percent(row.model.mean)} are lost."
        lines.append(
            f"{sentence_case(each.label)}: {number_word(each.departures)} "
            f"{'owner' if each.departures == 1 else 'owners'} stopped appearing; of the "
            f"{each.held} accounts they held {each.left} were gone a year later, of everybody "
            f"else's on the same days {each.others_left} of {each.others}.{model}"
        )
    most = sum(each.departures for each in told)
    clear = [each for each in told if each.followed_p < _CLEAR]
    verdict = (
        "more accounts go with an owner than go anyway"
        if clear
        else "too few to say whether more accounts go with an owner than go anyway"
    )
    answer = f"{sentence_case(counted(most, 'departure'))} in all the ledgers: {verdict}."
    chances = listed([f"{each.followed_p:.2f}" for each in told])
    lines.append(f"Fisher's exact test of the two shares: p = {chances}.")
    return Headline(answer, tuple(lines))


def field_headline(shares: Sequence[HuntingShare], published: Published) -> Headline:
    """Return whether the model finds the field study's inverted U, and whether at its place."""
    inner = [each for each in shares if each.interior]
    shape = (
        "finds the same shape, more prospecting is better up to a point"
        if len(inner) == len(shares)
        else f"finds the same shape under {len(inner)} of {len(shares)} sets of evidence"
    )
    places = [each for each in shares if each.holds(published)]
    where = "and at the same place" if places else "but at another place"
    answer = (
        f"The model {shape}, {where}: the field study's {published.reps} reps sold most at "
        f"{percent(published.best)} of their time on new customers, "
        f"{listed([_best(each) for each in shares])}."
    )
    lines = [
        f"The study: {published.source}; its reps gave new customers {percent(published.usual)} on "
        "average. The model's hours: calls, discoveries and proposals, of all hours worked.",
    ]
    if reach := [each for each in shares if each.most < published.best]:
        most = listed([percent(each.most) for each in reach])
        lines.append(
            f"Even at the largest dose the model's reps give new customers {most}: their list of "
            "targets is finite, and once nobody is left to be called no call is made."
        )
    return Headline(answer, tuple(lines))


def _best(each: HuntingShare) -> str:
    span = between(100 * each.low, 100 * each.high)
    return f"those of the model at {span} % by {EVIDENCE_WORDS[each.evidence]}"


def field_table(shares: Sequence[HuntingShare], published: Published) -> pd.DataFrame:
    """Return the best share of hunting hours, the model's beside the field study's."""
    rows = [
        {
            "by": EVIDENCE_WORDS[each.evidence],
            "best calls a month": f"{each.calls:g}",
            "as good": between(each.calls_low, each.calls_high),
            "hours on new accounts, %": f"{100 * each.share:.0f}",
            "where as good, %": between(100 * each.low, 100 * each.high),
            "up to a point?": "yes" if each.interior else "not shown",
            "field study, %": f"{100 * published.best:.0f}",
        }
        for each in shares
    ]
    return pd.DataFrame(rows).set_index("by")
