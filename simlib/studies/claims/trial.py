"""The trial: every claim at the central inputs, over the inputs, and under rival structures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from statsmodels.stats.multitest import multipletests

from simlib.analysis.precision import Floats, proportion_interval
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.evidence import Evidence
from simlib.studies.claims.claim import Claim, claims
from simlib.studies.claims.flips import BreakEven, ClaimFlip, claim_break_even, claim_flip
from simlib.studies.claims.play import Job, Readings, holds, margins_of, play_jobs, play_setting
from simlib.studies.claims.reading import p_beyond
from simlib.studies.claims.results import ClaimResult, StructureResult, Trial, decided, tested
from simlib.studies.claims.setting import Setting
from simlib.studies.design import InputDraw, input_draws

EVIDENCE_SETS = ("graded", "folklore")
STRUCTURES: dict[str, dict[str, Any]] = {
    "grievances": {"grievances": True},
    "spoiling": {"spoiling": True},
    "both": {"grievances": True, "spoiling": True},
}
"""The rival structures of losses, beside the plain one."""


@dataclass(frozen=True)
class Effort:
    """How much is played."""

    worlds: int = 400
    """For the verdict at the central inputs; as many fresh ones for the numbers that are
    printed.
    """
    draws: int = 100
    worlds_a_draw: int = 16
    """Draws of the inputs, each in worlds of its own."""
    structure_worlds: int = 200
    """For each rival structure."""
    axis_worlds: int = 100
    """At each value of an input that decides a claim alone."""

    def first_world(self, part: str) -> int:
        """Return where the worlds of a part of the trial begin, so that no two parts share any."""
        lengths = {
            "verdict": self.worlds,
            "fresh": self.worlds,
            "structures": self.structure_worlds,
            "axes": self.axis_worlds,
            "draws": self.draws * self.worlds_a_draw,
            "flips": 0,
        }
        before = list(lengths)[: list(lengths).index(part)]
        return sum(lengths[name] for name in before)


def claims_study(*, seed: int, worlds: int, draws: int, worlds_a_draw: int) -> Trial:
    """Try every claim under both sets of evidence."""
    effort = Effort(worlds=worlds, draws=draws, worlds_a_draw=worlds_a_draw)
    return trial(effort=effort, seed=seed)


@dataclass(frozen=True)
class _Played:
    """What was read under one set of evidence."""

    deciding: Readings
    fresh: Readings
    draws: tuple[InputDraw, ...]
    drawn: list[Readings]
    structures: dict[str, Readings]


def trial(
    only: Iterable[str] | None = None,
    *,
    evidence_sets: Sequence[str] = EVIDENCE_SETS,
    effort: Effort | None = None,
    seed: int = 7,
    seen: Callable[[str], None] | None = None,
) -> Trial:
    """Try claims.

    Parameters
    ----------
    only : iterable of str, optional
        Ids of the claims to try; all by default. Holm's correction is over those tried.
    seen : callable, optional
        Told which part of the trial begins.

    Raises
    ------
    InputError
        For an unknown claim, or too few worlds or draws.
    """
    effort = effort or Effort()
    _refuse_too_little(effort)
    known = claims()
    chosen = list(known) if only is None else list(dict.fromkeys(only))
    for name in chosen:
        if name not in known:
            raise unknown_name("claim", name, known)
    tell = seen or (lambda _: None)
    played = {name: _played(name, chosen, effort, seed, tell) for name in evidence_sets}
    tell("what would turn each verdict")
    p_values = _holm(chosen, played)
    results = [
        _result(known[claim], name, played[name], p_values, effort, seed)
        for name in evidence_sets
        for claim in chosen
    ]
    lowered = sum(draw.margin_lowered for each in played.values() for draw in each.draws)
    return Trial(tuple(results), seed, lowered, _footer(effort, seed))


def _played(
    evidence: str, chosen: Sequence[str], effort: Effort, seed: int, tell: Callable[[str], None]
) -> _Played:
    tell(f"{evidence} evidence: the central inputs, the draws and the rival structures")
    central = Setting(Evidence.named(evidence))
    draws = input_draws(evidence, effort.draws, seed=seed)

    def at_centre(part: str) -> Readings:
        first = effort.first_world(part)
        return play_setting(central, chosen, worlds=effort.worlds, first_world=first, seed=seed)

    jobs = [
        Job(
            Setting(draw.evidence),
            tuple(chosen),
            effort.first_world("draws") + draw.number * effort.worlds_a_draw,
            effort.worlds_a_draw,
            seed,
        )
        for draw in draws
    ]
    return _Played(
        deciding=at_centre("verdict"),
        fresh=at_centre("fresh"),
        draws=draws,
        drawn=play_jobs(jobs),
        structures=_under_rivals(central, chosen, effort, seed),
    )


def _under_rivals(
    central: Setting, chosen: Sequence[str], effort: Effort, seed: int
) -> dict[str, Readings]:
    concerned = [name for name in chosen if claims()[name].structures]
    return {
        structure: play_setting(
            replace(central, **options),
            concerned,
            worlds=effort.structure_worlds,
            first_world=effort.first_world("structures"),
            seed=seed,
        )
        for structure, options in STRUCTURES.items()
        if concerned
    }


def _holm(chosen: Sequence[str], played: dict[str, _Played]) -> dict[tuple[str, str, int], float]:
    """Return the p-value of each evidence set, claim and test, corrected over the table."""
    raw = {
        (evidence, name, place): p_beyond(each.deciding[name][place].interval(), test.threshold)
        for evidence, each in played.items()
        for name in chosen
        for place, test in enumerate(claims()[name].tests)
    }
    corrected = multipletests(list(raw.values()), method="holm")[1]
    return {key: float(p) for key, p in zip(raw, corrected, strict=True)}


def _result(
    claim: Claim,
    evidence: str,
    played: _Played,
    p_values: dict[tuple[str, str, int], float],
    effort: Effort,
    seed: int,
) -> ClaimResult:
    readings = zip(claim.tests, played.deciding[claim.id], played.fresh[claim.id], strict=True)
    tests = tuple(
        tested(test, deciding, fresh, p_values[evidence, claim.id, place])
        for place, (test, deciding, fresh) in enumerate(readings)
    )
    margins = margins_of(claim, played.drawn)
    share = proportion_interval(int((margins > 0).sum()), len(margins))
    # Of a claim that one assumed input decides, that input is what turns it.
    flip = None if claim.decided_by else _flip(claim, evidence, played, margins, effort, seed)
    confirmed = flip is not None and flip.confirmed
    return ClaimResult(
        id=claim.id,
        author=claim.author,
        claim=claim.claim,
        client_claim=claim.client_claim,
        evidence=evidence,
        verdict=decided(claim, tests, share, flip_confirmed=confirmed),
        tests=tests,
        share=share,
        flip=flip,
        break_even=_break_even(claim, evidence, effort, seed) if claim.decided_by else None,
        structures=_structures(claim, played),
        worlds=effort.worlds,
        draws=effort.draws,
        worlds_a_draw=effort.worlds_a_draw,
    )


def _flip(
    claim: Claim, evidence: str, played: _Played, margins: Floats, effort: Effort, seed: int
) -> ClaimFlip | None:
    return claim_flip(
        claim,
        evidence,
        played.draws,
        margins,
        worlds=effort.worlds_a_draw,
        first_world=effort.first_world("flips"),
        seed=seed,
    )


def _break_even(claim: Claim, evidence: str, effort: Effort, seed: int) -> BreakEven:
    return claim_break_even(
        claim,
        Setting(Evidence.named(evidence)),
        worlds=effort.axis_worlds,
        first_world=effort.first_world("axes"),
        seed=seed,
    )


def _structures(claim: Claim, played: _Played) -> tuple[StructureResult, ...]:
    if not claim.structures:
        return ()
    found = []
    for name, readings in played.structures.items():
        estimates = tuple(reading.interval() for reading in readings[claim.id])
        found.append(StructureResult(name, estimates, holds(claim, readings)))
    return tuple(found)


def _refuse_too_little(effort: Effort) -> None:
    for name, least in (("worlds", 20), ("draws", 20), ("worlds_a_draw", 4)):
        if getattr(effort, name) < least:
            raise InputError(
                "too few to judge by", column=name, value=getattr(effort, name), allowed=f"{least}"
            )


def _footer(effort: Effort, seed: int) -> str:
    return (
        f"{effort.worlds:,} futures for each verdict and {effort.worlds:,} fresh ones for each "
        f"number, {effort.draws} draws of the inputs with {effort.worlds_a_draw} futures each, "
        f"seed {seed}"
    )
