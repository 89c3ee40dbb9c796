"""The model beside the ledgers, in words and tables; where it is wrong, and why that may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from simlib.present.words.headline import Headline
from simlib.words import counted, listed, percent, sentence_case

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from verification.validation.validate import LedgerFacts, Validation
    from verification.validation.yardsticks import Yardstick

SHORT = {
    "stayed": "accounts that stay a year",
    "largest": "largest account lost in a year",
    "gross": "revenue kept (GRR)",
    "net": "revenue kept with growth (NRR)",
    "replaced": "new over lost revenue",
    "owner": "accounts gone with their owner",
    "new_1": "new accounts that stay a year",
    "new_2": "new accounts that stay two years",
}
"""The measures of `verification.validation.yardsticks` in the words of a chart."""
_SEEN_BEFORE = ("san_francisco",)
"""Ledgers named in the source of `early_loss_factor`."""


def finding_validation(result: Validation) -> str:
    """Return the title: on how many yardsticks the model holds, and where it is furthest off."""
    inside, judged = len(result.inside), len(result.telling)
    said = f"The model is inside the ledgers' intervals on {inside} of {judged} yardsticks"
    if not result.outside:
        return said
    return f"{said}; it is furthest off on {listed(_furthest(result))}"


def _furthest(result: Validation, count: int = 2) -> list[str]:
    """Return the measures on which the model misses by most, in the words of a chart."""
    miss: dict[str, float] = {}
    for row in result.outside:
        distance = abs(row.model.mean - row.seen.mean)
        miss[row.measure] = max(miss.get(row.measure, 0.0), distance)
    ranked = sorted(miss, key=lambda measure: -miss[measure])
    return [SHORT[measure] for measure in ranked[:count]]


def share_words(found: Interval) -> str:
    """Return "56 % (46 to 67)"."""
    return f"{percent(found.mean)} ({100 * found.low:.0f} to {100 * found.high:.0f})"


def validation_headline(found: Validation) -> Headline:
    """Return on how many yardsticks the model holds, and how sure that is."""
    return Headline(f"{finding_validation(found)}.", tuple(_how_sure(found)))


def _how_sure(found: Validation) -> list[str]:
    counts = [
        f"{each.label} ({counted(each.firms, 'firm')}, {counted(each.firm_years, 'firm-year')}, "
        f"{each.accounts:,} accounts)"
        for each in found.ledgers
    ]
    lines = [
        f"Counted: {listed(counts)}. A yardstick is inside where the mean of the model lies in the "
        "95 % interval of the ledger.",
        f"Nobody recorded how these teams spent their week; the diary assumed is "
        f'"{found.diary}". The model plays every book as it stood at the start of every year, '
        f"{found.worlds:,} futures each.",
    ]
    blunt = [each for each in found.yardsticks if not each.tells]
    if blunt:
        named = listed([f"{SHORT[each.measure]} ({each.ledger_label})" for each in blunt])
        lines.append(f"Not counted, as the ledger's interval is too wide to find fault: {named}.")
    return lines


def validation_table(found: Validation) -> pd.DataFrame:
    """Return every yardstick: what was seen, what the model says, and the verdict."""
    rows = [
        {
            "ledger": each.ledger_label,
            "yardstick, %": each.label,
            "seen": _interval(each.seen),
            "counted": f"{each.seen.n:,}",
            "model": f"{100 * each.model.mean:.0f} ± {100 * each.model.half_width:.1f}",
            "8 futures of 10": f"{100 * each.low:.0f} to {100 * each.high:.0f}",
            "the model is": verdict_words(each),
        }
        for each in found.yardsticks
    ]
    return pd.DataFrame(rows).set_index(["ledger", "yardstick, %"])


def verdict_words(each: Yardstick) -> str:
    """Return how the model stands to the ledger."""
    if not each.tells:
        return "not judged: too few"
    return {"inside": "inside", "above": "too high", "below": "too low"}[each.verdict]


def _interval(found: Interval) -> str:
    return f"{100 * found.mean:.0f} ({100 * found.low:.0f} to {100 * found.high:.0f})"


def wrong_lines(found: Validation) -> Headline:
    """Return where the model is wrong under the published figures, and why that may be."""
    lines = []
    for ledger in found.ledgers:
        for measure, words in _REASONS.items():
            row = found.find(ledger.name, measure)
            if row is not None and row.tells and not row.inside:
                lines.append(f"{_said(row)} {words(found, ledger, row)}")
    if not lines:
        return Headline("On no yardstick do the ledgers find against the model.", ())
    wrong = len(found.outside)
    return Headline(f"Where the model is wrong: {counted(wrong, 'yardstick')}.", tuple(lines))


def _said(row: Yardstick) -> str:
    return (
        f"**{sentence_case(row.ledger_label)}, {row.label}**: seen {share_words(row.seen)}, in the "
        f"model {percent(row.model.mean)}."
    )


def _why_stayed(found: Validation, ledger: LedgerFacts, row: Yardstick) -> str:
    from verification.validation.validate import own_rates

    factor = own_rates(found)[ledger.name]
    back = ""
    if ledger.came_back:
        back = (
            f" Some of it is no loss: {percent(ledger.came_back / ledger.came)} of the accounts "
            "that came had booked before, so a year of silence was a pause."
        )
    return (
        f"The published rates speak of suppliers under contract; here an account may be one matter "
        f"or a few cases on a shelf. It takes {factor:.1f} times the published rates to lose as "
        f"many.{back}"
    )


def _why_gross(found: Validation, ledger: LedgerFacts, row: Yardstick) -> str:
    stayed = found.find(ledger.name, "stayed")
    if stayed is not None and not stayed.inside:
        return (
            "Too few accounts leave, see above; the pass with the ledger's own rate below says "
            "what is left."
        )
    return (
        "As many accounts stay as in the model, so it is not loss: real customers buy more one "
        "year and less the next, those of the model buy at a steady rate until something happens."
    )


def _why_net(found: Validation, ledger: LedgerFacts, row: Yardstick) -> str:
    gross = found.find(ledger.name, "gross")
    assert gross is not None
    seen, model = row.seen.mean - gross.seen.mean, row.model.mean - gross.model.mean
    return (
        f"Growth of those that stay makes up {100 * seen:.0f} points in the ledger and "
        f"{100 * model:.0f} in the model."
    )


def _why_replaced(found: Validation, ledger: LedgerFacts, row: Yardstick) -> str:
    return (
        "A rep of the model wins by strategic calls on a list, months pass from a meeting to a "
        "decision, and a new account ramps up. Work that comes in unasked is not in the model, and "
        "a ledger cannot tell it apart; nor does the ledger say how many calls were made."
    )


def _why_largest(found: Validation, ledger: LedgerFacts, row: Yardstick) -> str:
    return "It follows the loss rate; the pass with the ledger's own rate below says what is left."


def _why_owner(found: Validation, ledger: LedgerFacts, row: Yardstick) -> str:
    return (
        "In the model only trust is lost with an owner, never an account as such, unless a "
        "scenario says so (`owner:ID leaves with share 0.5 in week 52`)."
    )


def _why_new(found: Validation, ledger: LedgerFacts, row: Yardstick) -> str:
    seen = (
        " The factor for early losses was set with these figures in view, and is still too small."
        if ledger.name in _SEEN_BEFORE
        else ""
    )
    return f"A first bill may be a single job that nobody would call an account won.{seen}"


_REASONS: dict[str, Callable[[Validation, LedgerFacts, Yardstick], str]] = {
    "stayed": _why_stayed,
    "largest": _why_largest,
    "gross": _why_gross,
    "net": _why_net,
    "replaced": _why_replaced,
    "owner": _why_owner,
    "new_1": _why_new,
    "new_2": _why_new,
}


def own_rate_headline(published: Validation, own: Validation) -> Headline:
    """Return what is still wrong once each ledger's own loss rate is given to the model.

    That tells a wrong number, which a client's ledger replaces, from a wrong structure.
    """
    factors = listed([f"{each.label} {each.rate_factor:.1f}" for each in own.ledgers])
    judged, now, before = (
        [each for each in some if each.measure != "stayed"]
        for some in (own.telling, own.inside, published.inside)
    )
    answer = (
        f"Given each ledger's own loss rate the model is inside on {len(now)} of the "
        f"{len(judged)} other yardsticks, against {len(before)} under the published rates."
    )
    lines = [
        f"The published rates were multiplied ({factors}) so that as many accounts stay as in the "
        "ledger; that yardstick is then no test any more and is left out of the count.",
        *_size_lines(own),
    ]
    left = [f"{SHORT[e.measure]} ({e.ledger_label}) {verdict_words(e)}" for e in own.outside]
    if left:
        lines.append(f"Still wrong: {listed(left)}.")
    return Headline(answer, tuple(lines))


def _size_lines(own: Validation) -> list[str]:
    """Return whether large accounts are safer in the ledgers than the model knows."""
    lines = []
    for ledger in own.ledgers:
        stayed, top = (own.find(ledger.name, measure) for measure in ("stayed", "largest"))
        if stayed is None or top is None or not top.tells or top.inside:
            continue
        safer = top.model.mean > top.seen.mean
        lines.append(
            f"{sentence_case(ledger.label)}: {share_words(top.seen)} of the largest accounts stop "
            f"in a year, in the model {percent(top.model.mean)}, while of all accounts "
            f"{percent(1 - stayed.seen.mean)} do. A large account is "
            f"{'safer' if safer else 'less safe'} than a small one, and the model does not know "
            "it: its threats strike large and small alike."
        )
    return lines
