"""The other answers of the price of prospecting: the choice, the accounts at stake, the stress."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.present.headline import Headline
from simlib.present.lettering import drawable
from simlib.present.policy_words import round_money
from simlib.present.words import money, of_100, percent, sentence_case, show_name, span_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from simlib.analysis.precision import Interval
    from simlib.studies.policy import Policy
    from simlib.studies.replace import Replacement
    from simlib.studies.reverse_stress import ReverseStress


def policies_table(policies: Sequence[Policy]) -> pd.DataFrame:
    """Return the quotes of several diaries side by side, one a column.

    Parameters
    ----------
    policies : sequence of Policy
        Of one firm.
    """
    rows: dict[str, Callable[[Policy], str]] = {
        "hours a week and rep": lambda p: _decimal(p.premium.hours),
        "a week for the team": lambda p: round_money(p.premium.weekly.mean, p.currency),
        "out of cash of 100, without": lambda p: _quoted(p.cover.ruin.without),
        "out of cash of 100, with": lambda p: _quoted(p.cover.ruin.with_it),
        "first new account pays, month": lambda p: _decimal(p.waiting.median),
        "hours are paid for, month": lambda p: _decimal(p.payback.median),
        "restored for 1 of premium": lambda p: _decimal(p.loss_ratio.restored, 2),
        "growth for 1 of premium": lambda p: _decimal(p.loss_ratio.growth, 2),
        "left after the hours are paid": lambda p: _money(p.loss_ratio.net, p.currency),
    }
    return pd.DataFrame(
        {show_name(each.label): [say(each) for say in rows.values()] for each in policies},
        index=list(rows),
    )


def replacement_headline(result: Replacement, *, named: int = 4) -> Headline:
    """Return which accounts are replaced too late, and how surely."""
    worst = sorted(result.accounts, key=lambda each: -each.too_late.mean)[:named]
    listed = "; ".join(
        f"{_plain(each.account)} ({percent(each.share)} of revenue): {_of_100(each.too_late)}"
        for each in worst
    )
    answer = (
        f"Futures of 100 in which an account lost today is not replaced by the {result.label} "
        f"before the firm, left to itself, runs out of cash: {listed}."
    )
    return Headline(
        answer,
        (
            f"{result.worlds:,} futures for each account, the same for all; 95 % intervals of the "
            "simulation. Other accounts come and go meanwhile: with nothing lost today the number "
            f"is {_of_100(result.none_lost.too_late)}.",
        ),
    )


def reverse_stress_headline(result: ReverseStress) -> Headline:
    """Return the smallest loss that passes each threshold, for both firms."""
    within = span_words(result.within_months)
    parts = []
    for diary in result.diaries:
        said = []
        for each in diary.smallest:
            over = f"over {percent(each.threshold)}"
            if each.loss is None:
                said.append(f"{over}: none of the losses tried")
                continue
            names = " + ".join(_plain(name) for name in each.loss.accounts)
            said.append(
                f"{over}: {names} ({percent(each.loss.share)} of revenue), "
                f"{_of_100(each.loss.chance)} of 100"
            )
        parts.append(f"{sentence_case(show_name(diary.label))}: {'; '.join(said)}.")
    clear = [sum(loss.clear for loss in diary.losses) for diary in result.diaries]
    tried = len(result.diaries[0].losses)
    sure = (
        f"Chosen among {tried} losses in {result.worlds:,} futures, measured again in as many "
        "fresh ones, where a chosen loss may fall short of its threshold. Losses that clearly add "
        f"to the chance (Holm's correction for {tried} trials): "
        + ", ".join(
            f"{show_name(diary.label)} {count}"
            for diary, count in zip(result.diaries, clear, strict=True)
        )
        + ".",
    )
    answer = (
        f"The smallest losses that take the chance of running out of cash within {within} over a "
        "threshold. "
    )
    return Headline(answer + " ".join(parts), sure)


def _plain(name: str) -> str:
    # A headline is shown as Markdown, and a client may have typed anything.
    return re.sub(r"([\\`*_{}\[\]<>$|#&])", r"\\\1", drawable(show_name(name)))


def _of_100(each: Interval) -> str:
    return f"{of_100(each.mean)} ({100 * each.low:.0f} to {100 * each.high:.0f})"


def _quoted(ruin: Interval) -> str:
    return _of_100(ruin) if ruin.n >= ENOUGH_WORLDS else "too few futures"


def _decimal(each: Interval, digits: int = 1) -> str:
    if not np.isfinite(each.mean):
        return "never" if np.isposinf(each.mean) else "unknown"
    high = f"{each.high:.{digits}f}" if np.isfinite(each.high) else "never"
    return f"{each.mean:.{digits}f} ({each.low:.{digits}f} to {high})"


def _money(each: Interval, currency: str) -> str:
    return f"{money(each.mean, currency)} ({money(each.low)} to {money(each.high)})"
