"""Verdicts in words: the word, the number behind it, and what would turn it."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from simlib.analysis.compare import times
from simlib.present.words.headline import Headline
from simlib.present.words.inputs import condition_words, plain_value, question_words
from simlib.words import EVIDENCE_WORDS, counted, listed, of_100, sentence_case

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.claims.flips import BreakEven, ClaimFlip
    from simlib.studies.claims.null_courts import NullCourt, NullCourts
    from simlib.studies.claims.results import ClaimResult, TestResult, Trial

_WORDS_FOR = {
    "holds": ("holds", "hold"),
    "holds only if": ("holds only under conditions", "hold only under conditions"),
    "undecided": ("stays undecided", "stay undecided"),
    "fails": ("fails", "fail"),
    "model cannot say": ("hangs on one assumption", "hang on one assumption"),
}


def verdict_word(result: ClaimResult) -> str:
    """Return the verdict in a word or two, marked where it is close or hangs on the structure."""
    marks = ["close"] if result.verdict.close else []
    if not result.firm:
        marks.append("not under every structure of losses")
    return f"{result.verdict.word} ({', '.join(marks)})" if marks else result.verdict.word


def number_words(test: TestResult, *others: TestResult) -> str:
    """Return an estimate with its interval and its threshold, or several on the same estimate.

    Of a comparison also how many times as many futures it would take if each arm had its own.
    """
    asked = " and ".join(
        f"{each.direction} {_value_words(each.threshold, each.unit)}" for each in (test, *others)
    )
    found = f"{_interval_words(test.estimate, test.unit)}, asked {asked}"
    return f"{found}{times(test.variance_factor)}"


def measured_words(result: ClaimResult) -> list[str]:
    """Return what each estimand of a claim was found to be."""
    by_estimate: dict[Interval, list[TestResult]] = {}
    for test in result.tests:
        by_estimate.setdefault(test.estimate, []).append(test)
    return [number_words(*tests) for tests in by_estimate.values()]


def share_words(result: ClaimResult) -> str:
    """Return in how many of 100 input draws a claim holds."""
    low, high = 100 * result.share.low, 100 * result.share.high
    return f"{of_100(result.share.mean)} ({low:.0f} to {high:.0f}) of 100 draws"


def turning_words(result: ClaimResult) -> str:
    """Return what would turn the verdict, one sentence; "" where nothing was found."""
    if result.break_even is not None:
        return break_even_words(result.break_even)
    if result.flip is None or not result.flip.confirmed:
        return "No two or three inputs are known to turn it."
    return flip_words(result.flip)


def flip_words(flip: ClaimFlip) -> str:
    """Return the corner of the inputs in which a claim goes the other way."""
    conditions = [condition_words(each.name, each.low, each.high) for each in flip.limits]
    verb = "Holds" if flip.holds else "Fails"
    low, high = 100 * flip.inside.low, 100 * flip.inside.high
    return (
        f"{verb} where {listed(conditions)}: in {of_100(flip.inside.mean)} ({low:.0f} to "
        f"{high:.0f}) of 100 fresh draws there, against {of_100(flip.anywhere.mean)} anywhere."
    )


def break_even_words(found: BreakEven) -> str:
    """Return where along its one input a claim turns."""
    low, high = (_axis_value(found.name, end) for end in (found.low, found.high))
    assumed = f"assumed {low} to {high}"
    if not found.turns:
        side = "Holds" if found.holds_above else "Fails"
        ends = (_axis_value(found.name, end) for end in (found.tried_low, found.tried_high))
        tried = f"{_axis_words(found.name)} {' to '.join(ends)}"
        return f"{side} wherever it was tried: {tried} ({assumed})."
    limits = (found.value, None) if found.holds_above else (None, found.value)
    where = "inside" if found.in_range else "outside"
    return (
        f"Holds where {_axis_condition(found.name, *limits)} ({_turning_range(found)}), {where} "
        f"what is {assumed}."
    )


def _turning_range(found: BreakEven) -> str:
    low = found.value_low if math.isfinite(found.value_low) else found.tried_low
    high = found.value_high if math.isfinite(found.value_high) else found.tried_high
    return f"{_axis_value(found.name, low)} to {_axis_value(found.name, high)}"


def _axis_words(name: str) -> str:
    return name if _is_spoken(name) else question_words(name).short


def _axis_value(name: str, value: float) -> str:
    return _number(value) if _is_spoken(name) else plain_value(name, value)


def _axis_condition(name: str, low: float | None, high: float | None) -> str:
    if not _is_spoken(name):
        return condition_words(name, low, high)
    side, limit = ("above", low) if low is not None else ("below", high)
    return f"{name} is {side} {_number(limit or 0.0)}"


def _is_spoken(name: str) -> bool:
    """Return whether an axis is no input but already words."""
    return name.startswith(("a ", "the "))


def verdict_table(trial: Trial) -> pd.DataFrame:
    """Return one row a claim: what is claimed, and both verdicts with the share of the draws."""
    columns: dict[str, list[str]] = {"Claim": [r.client_claim for r in trial.by_evidence[0]]}
    for results in trial.by_evidence:
        words = sentence_case(EVIDENCE_WORDS[results[0].evidence])
        columns[words] = [f"{verdict_word(r)}; {share_words(r)}" for r in results]
    index = pd.Index([r.id for r in trial.by_evidence[0]], name="")
    return pd.DataFrame(columns, index=index)


def reasons_table(trial: Trial, evidence: str) -> pd.DataFrame:
    """Return one row a claim: verdict, numbers, and what would turn it."""
    results = trial.of(evidence)
    return pd.DataFrame(
        {
            "Verdict": [verdict_word(r) for r in results],
            "Measured": ["; ".join(measured_words(r)) for r in results],
            "Turns": [turning_words(r) for r in results],
        },
        index=pd.Index([r.id for r in results], name=""),
    )


def structures_table(trial: Trial) -> pd.DataFrame:
    """Return for each claim that hangs on how accounts are lost what every structure says."""
    rows: dict[str, dict[str, str]] = {}
    for result in trial.results:
        if result.structures:
            said = {"usual": _passes(result.passed)}
            said |= {each.structure: _passes(each.passed) for each in result.structures}
            said["firm"] = "yes" if result.firm else "no"
            rows[f"{result.id}, {EVIDENCE_WORDS[result.evidence]}"] = said
    return pd.DataFrame(rows).T.rename(columns={"spoiling": "hunting spoils"})


def _passes(passed: bool) -> str:
    return "holds" if passed else "fails"


def null_table(courts: NullCourts) -> pd.DataFrame:
    """Return one row a null court: question, right answer, what was found."""
    verdicts = {True: "right", False: "WRONG", None: "shown, not judged"}
    return pd.DataFrame(
        {
            "Question": [court.question for court in courts.courts],
            "Right answer": [court.right_answer for court in courts.courts],
            "Found": [_found_words(court) for court in courts.courts],
            "Court": [verdicts[court.passed] for court in courts.courts],
        },
        index=pd.Index([court.name for court in courts.courts], name=""),
    )


def _found_words(court: NullCourt) -> str:
    factor = getattr(court.found, "variance_factor", math.nan)
    return f"{_interval_words(court.found, court.unit)}{times(factor)}"


def trial_headline(trial: Trial) -> Headline:
    """Return how many claims stand, under either set of figures."""
    parts = []
    for results in trial.by_evidence:
        count: Counter[str] = Counter(result.verdict.word for result in results)
        said = [
            f"{number} {_WORDS_FOR[word][number != 1]}"
            for word in _WORDS_FOR
            if (number := count[word])
        ]
        parts.append(f"under {EVIDENCE_WORDS[results[0].evidence]} {listed(said)}")
    claims = counted(len(trial.by_evidence[0]), "claim")
    answer = sentence_case(f"of {claims} of sales authors, {'; '.join(parts)}.")
    close = [f"{r.id} ({EVIDENCE_WORDS[r.evidence]})" for r in trial.results if r.verdict.close]
    lines = [
        "A claim holds where all its tests pass at the central inputs and in at least 80 of 100 "
        "draws of the inputs; it fails where it passes in at most 20. Thresholds were fixed "
        "before anybody looked.",
        f"Close, so that other futures may say otherwise: {listed(close) or 'none'}.",
        f"{trial.footer}.",
    ]
    return Headline(answer, tuple(lines))


def _interval_words(interval: Interval, unit: str) -> str:
    if not math.isfinite(interval.mean):
        return "unknown"
    mean = _value_words(interval.mean, unit)
    low, high = (_bare(limit, unit) for limit in (interval.low, interval.high))
    return f"{mean} ({low} to {high})"


def _value_words(value: float, unit: str) -> str:
    bare = _bare(value, unit)
    if bare == "0":
        return bare
    return {"chance": f"{bare} of 100", "share": f"{bare} %"}.get(unit, bare)


def _bare(value: float, unit: str) -> str:
    if not math.isfinite(value):
        return "?"
    if value == 0:
        return "0"
    if unit in ("chance", "share"):
        return f"{100 * value:.0f}" if abs(value) >= 0.0995 else f"{100 * value:.1f}"
    return f"{value:.2f}" if abs(value) < 9.95 else f"{value:.1f}"


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 99.5 else f"{value:.2g}"


def note_verdicts(result: Trial) -> str:
    """Say what the marks of the chart `verdicts` mean."""
    draws = result.results[0].draws
    return (
        f"Beside each verdict: in how many of 100 draws of the inputs the claim holds ({draws} "
        "draws). A star: close, other futures may say otherwise. A dagger: not under every "
        "structure of losses."
    )


def finding_verdicts(result: Trial) -> str:
    """Return the title: how many claims hold under the published figures and the authors' own."""
    parts = []
    for results in result.by_evidence:
        count = Counter(each.verdict.word for each in results)
        evidence = EVIDENCE_WORDS[results[0].evidence]
        parts.append(f"under {evidence} {count['holds']} hold and {count['fails']} fail")
    return f"Of {len(result.by_evidence[0])} claims {'; '.join(parts)}"
