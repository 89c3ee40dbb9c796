"""What to say where no diary on offer keeps the firm alive: look at the inputs, not the diaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simlib.present.words import counted, harmless, money

if TYPE_CHECKING:
    from simlib.studies.client.case import ClientCase

_DEALT = "dealt by default"
TITLE = "No way of working on this list keeps the firm alive with these inputs"


def none_holds(case: ClientCase) -> str:
    """Return that nothing is recommended, and why, in a sentence."""
    run = case.comparison.reference
    years = counted(run.scenario.horizon_years, "year")
    lost = int(100 * (1 - max(float(each.share[-1]) for each in case.survival)))
    share = "every future" if lost == 100 else f"{lost} of 100 futures or more"
    return (
        f"{TITLE}: within {years} revenue falls below break-even in {share} under every one. "
        "Nothing is recommended."
    )


def ask_first(case: ClientCase) -> str:
    """Return what to settle before any diary is compared again."""
    book = case.comparison.reference.scenario.book
    if book.ownership == _DEALT:
        seats = counted(len(book.reps), "rep")
        each = money(book.annual_revenue / len(book.reps), harmless(book.currency))
        return (
            f"The files name no owners, so {seats} were assumed, one for twelve accounts: {each} "
            "of revenue a year for each. Ask how many people really sell for this book."
        )
    return (
        f"{case.assumed} of {counted(len(case.told), 'answer')} are assumptions, and losses, "
        "margins and seats decide before any diary does. Settle those first."
    )


def how_to_tell(case: ClientCase) -> str:
    """Return where the consultant writes the answer down."""
    if case.comparison.reference.scenario.book.ownership != _DEALT:
        return "Answers belong into study.yaml; then play it again."
    return (
        "Write them under 'reps' in mapping.yaml, import again with --mapping, and play it again; "
        "other answers belong into study.yaml."
    )
