"""What the oracles said, one row an oracle, and the sentence above it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from simlib.present.words.headline import Headline
from simlib.words import sentence_case
from verification.oracles.judgement import LEVEL, Judged, holm
from verification.oracles.oracle import Oracle

_SMALLEST_P = 0.001
_CONFIDENCE = 0.95


def oracle_table(results: Sequence[Oracle], *, family: str | None = None) -> pd.DataFrame:
    """Return theory beside estimate, with the verdict.

    Parameters
    ----------
    results
        All that were played: they are judged together, whatever part is shown.
    family
        Show only this family.

    Returns
    -------
    DataFrame
        Index: name of the oracle; columns: theory, found (with its 95 % interval), p, p after Holm,
        verdict.

    Raises
    ------
    InputError
        Without results.
    """
    shown = [each for each in holm(results) if family in (None, each.oracle.family)]
    rows = [_row(each) for each in shown]
    index = pd.Index([sentence_case(each.oracle.name) for each in shown], name="oracle")
    columns = ["held to", "theory", "model says", "p", "p (Holm)", "verdict"]
    return pd.DataFrame(rows, index=index, columns=columns)


def oracle_headline(results: Sequence[Oracle]) -> Headline:
    """Return how many oracles agree with their theory, and how sure that is."""
    judged = holm(results)
    failed = [each.oracle.name for each in judged if not each.passed]
    exact = sum(oracle.exact for oracle in results)
    if failed:
        answer = f"{len(failed)} of {len(judged)} oracles disagree: {', '.join(failed)}."
    else:
        answer = f"All {len(judged)} oracles agree with their theory."
    sure = (
        f"{exact} of them are exact. The other {len(judged) - exact} are judged together (Holm): a "
        f"model without any fault would fail any of them in at most {100 * LEVEL:.0f} of 100 seeds."
    )
    return Headline(answer, (sure,))


def failure_table(results: Sequence[Oracle], wrong: Sequence[Oracle]) -> pd.DataFrame:
    """Return what each oracle says when something is wrong on purpose.

    Parameters
    ----------
    results, wrong
        From `play_oracles` and `play_wrong_theories`.

    Returns
    -------
    DataFrame
        Index: family; columns: oracles, those that agree as they are, and those that agree when
        their theory or what is held to it is wrong.
    """
    frame = pd.DataFrame(
        {
            "family": [oracle.family for oracle in results],
            "oracles": 1,
            "agree": [each.passed for each in holm(results)],
            "agree with something wrong": [each.passed for each in holm(wrong)],
        }
    )
    return frame.groupby("family", sort=False).sum()


def _row(judged: Judged) -> dict[str, str]:
    oracle = judged.oracle
    found = oracle.found
    said = number(found.mean, oracle.theory)
    if not oracle.exact:
        said += f" ({number(found.low, oracle.theory)} to {number(found.high, oracle.theory)})"
    unit = "" if oracle.unit in ("", "share") else f" {oracle.unit}"
    return {
        "held to": f"{oracle.holds}: {oracle.law}",
        "theory": number(oracle.theory, oracle.theory) + unit,
        "model says": said + unit,
        "p": "exact" if oracle.exact else p_words(oracle.p),
        "p (Holm)": "exact" if oracle.exact else p_words(judged.p_holm),
        "verdict": "agrees" if judged.passed else "DISAGREES",
    }


def number(value: float, like: float) -> str:
    """Return a number with as many decimals as its theory deserves: four figures of it."""
    size = abs(like)
    decimals = 4 if size < 1 else 3 if size < 10 else 2 if size < 100 else 1 if size < 1000 else 0
    if float(value).is_integer() and float(like).is_integer():
        decimals = 0
    return f"{value:,.{decimals}f}"


def p_words(p: float) -> str:
    """Return a p-value as it is read: never as nought."""
    return f"< {_SMALLEST_P}" if p < _SMALLEST_P else f"{p:.3f}"


def finding_oracles(result: Sequence[Oracle]) -> str:
    """Return the title: how many fail when judged together, and how many miss one by one."""
    judged = holm(result)
    failed = sum(not each.passed for each in judged)
    drawn = [each.oracle for each in judged if not each.oracle.exact]
    missed = sum(misses(oracle) for oracle in drawn)
    verdict = f"{failed} of {len(judged)} oracles fail" if failed else "No oracle fails"
    return (
        f"{verdict}; {missed} of {len(drawn)} intervals of 95 % miss their theory, where chance "
        f"alone lets {(1 - _CONFIDENCE) * len(drawn):.1f} miss"
    )


def distance(oracle: Oracle) -> tuple[float, float, float]:
    """Return estimate, low and high less the theory, in half-widths of the interval."""
    found = oracle.found
    return (
        (found.mean - oracle.theory) / found.half_width,
        (found.low - oracle.theory) / found.half_width,
        (found.high - oracle.theory) / found.half_width,
    )


def misses(oracle: Oracle) -> bool:
    """Return whether a theory lies outside the interval of the model."""
    return not oracle.found.low <= oracle.theory <= oracle.found.high


def note_oracles(judged: Sequence[Judged]) -> str:
    """Say what the marks of the chart `oracles` mean."""
    exact = [each for each in judged if each.oracle.exact]
    right = sum(each.passed for each in exact)
    return (
        "Lines: 95 % intervals; those that miss the line of the theory are marked. Judged "
        f"together by Holm at {100 * LEVEL:.0f} %. Besides, {right} of {len(exact)} exact "
        "statements hold."
    )
