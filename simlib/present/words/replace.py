"""Accounts that could not be replaced, and losses that ruin, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simlib.words import (
    counted,
    number_word,
    of_100,
    percent,
    sentence_case,
    show_name,
    shown_labels,
    span_words,
)

if TYPE_CHECKING:
    from simlib.studies.price.replace import AccountAtStake, Loss, Replacement, ReverseStress


def note_replacement(result: Replacement) -> str:
    """Say what the marks of the chart `replacement` mean."""
    return (
        "One bubble an account lost today, its area the share of revenue. Behind a name: "
        "futures of 100 in which it is too late. Grey: cannot be told. Thin lines at "
        "those named: 95 % intervals of the simulation. At the edge: not within "
        f"{span_words(result.months)}."
    )


def late(each: AccountAtStake) -> bool:
    """Return whether the firm is clearly out of cash before revenue is back."""
    return each.replaced.low > each.survives.high


def in_time(each: AccountAtStake) -> bool:
    """Return whether revenue is clearly back before the firm is out of cash."""
    return each.replaced.high < each.survives.low


def finding_replacement(result: Replacement) -> str:
    """Return the title: which accounts could not be replaced before the cash is gone."""
    lost = [each for each in result.accounts if late(each)]
    sure = of_100(result.sure)
    if not lost:
        unclear = sum(not in_time(each) for each in result.accounts)
        but = f"; of {number_word(unclear)} it cannot be told" if unclear else ""
        every = "No account is clearly replaced too late" if unclear else "Every account is in time"
        return f"{every}, in {sure} futures of 100{but}"
    worst = max(lost, key=lambda each: each.too_late.mean)
    chance, name = worst.too_late, show_name(worst.account, longest=24)
    return sentence_case(
        f"{counted(len(lost), 'account')} of {len(result.accounts)} cannot be replaced in time "
        f"with a certainty of {percent(result.sure)}: losing {name}, it is too late in "
        f"{of_100(chance.mean)} futures of 100 "
        f"({100 * chance.low:.0f} to {100 * chance.high:.0f})"
    )


def note_reverse_stress(result: ReverseStress) -> str:
    """Say what the marks of the chart `reverse_stress` mean."""
    return (
        f"Circles: one account. Diamonds: two at once, of the {result.pairs_among} "
        "largest. Thin lines: 95 % intervals of the simulation."
    )


def loss_words(accounts: tuple[str, ...]) -> str:
    """Return the accounts of a loss as a client reads them."""
    longest = 26 if len(accounts) == 1 else 18
    return " + ".join(show_name(name, longest=longest) for name in accounts)


def finding_reverse_stress(result: ReverseStress) -> str:
    """Return the title: the smallest loss that ruins every second firm, for either diary."""
    within = span_words(result.within_months)
    bare, other = result.diaries[0], result.diaries[-1]
    ours = next((each for each in reversed(bare.smallest) if each.loss), None)
    if ours is None or ours.loss is None:
        return sentence_case(
            f"no loss of one account or two takes the chance of running out of cash within "
            f"{within} to {percent(bare.smallest[0].threshold)}"
        )
    same = next(loss for loss in other.again if loss.accounts == ours.loss.accounts)
    return sentence_case(
        f"losing {loss_words(ours.loss.accounts)} ({percent(ours.loss.share)} of revenue) runs "
        f"{_chance_of_100(ours.loss)} futures of 100 out of cash within {within}, "
        f"{_chance_of_100(same)} with "
        f"the {shown_labels([other])[0]}"
    )


def _chance_of_100(loss: Loss) -> str:
    chance = loss.chance
    return f"{of_100(chance.mean)} ({100 * chance.low:.0f} to {100 * chance.high:.0f})"
