"""What an answer is worth: the value of knowing one uncertain input before choosing a diary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.interpolate import BSpline
from statsmodels.stats.multitest import multipletests

from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Floats, Interval, Ints, student_interval
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.studies.design import drawn_points, play_points
from simlib.studies.stored import Stored

_FOLDS = 10
_RESAMPLES = 1_000
_DEGREE = 3
_KNOTS = np.array([0.0, 0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0, 1.0])
"""A cubic spline on the quantiles with one inner knot: five coefficients."""
_DIARIES = ("devoted", "one_call_a_month", "weekly_block", "daily_habit")
_TOGETHER = 5


def value_of_input(quantiles: Floats, benefits: Floats, *, seed: int = 1) -> Interval:
    """Estimate what it is worth to know one input before choosing (EVPPI).

    Parameters
    ----------
    quantiles : ndarray, shape (draws,)
        Of the input, 0 to 1.
    benefits : ndarray, shape (draws, choices)
        What each choice brings at each draw, with whatever noise: more is better.
    seed
        Of folds and bootstrap.

    Returns
    -------
    Interval
        95 %, from the bootstrap over draws; ``n`` is the number of draws.

    Notes
    -----
    The textbook estimate smooths the benefits over the input and averages the best of the smooth
    curves (Strong, Oakley and Brennan 2014). The best of several noisy curves is too good to be
    true, so that it finds a value where there is none. Here the curves, and the choice that is best
    without an answer, come from nine tenths of the draws, and what they choose is valued on the
    last tenth. An answer that turns no choice is worth exactly 0. The estimate errs, if at all,
    downwards: by what the fitted choices lose against perfect ones.
    """
    gains = np.zeros(len(benefits))
    for inside, outside in _folds(len(benefits), seed):
        gains[outside] = _gains(
            *(quantiles[inside], benefits[inside], quantiles[outside], benefits[outside])
        )
    return _bootstrapped(gains, seed)


def value_on_fresh(
    quantiles: Floats,
    benefits: Floats,
    fresh_quantiles: Floats,
    fresh_benefits: Floats,
    *,
    seed: int = 1,
) -> Interval:
    """Estimate what it is worth to know some inputs, on draws that had no part in picking them.

    Parameters
    ----------
    quantiles, benefits : ndarray, shapes (draws,) or (draws, inputs), and (draws, choices)
        What the choices are learnt from; the effects of several inputs are added up.
    fresh_quantiles, fresh_benefits : ndarray, shapes as those, of fresh draws
        What they are valued on.

    Returns
    -------
    Interval
        As `value_of_input`.
    """
    return _bootstrapped(_gains(quantiles, benefits, fresh_quantiles, fresh_benefits), seed)


def _gains(known: Floats, learnt: Floats, asked: Floats, valued: Floats) -> Floats:
    """Return what choosing by the answer gains, in benefits other than those learnt from."""
    fitted = _spline(asked) @ _least_squares(_spline(known), learnt)
    best, base = fitted.argmax(axis=1), int(learnt.mean(axis=0).argmax())
    return np.asarray(valued[np.arange(len(valued)), best] - valued[:, base])


def value_of_world(benefits: Floats, *, seed: int = 1) -> Interval:
    """Estimate what it is worth to know all inputs before choosing (EVPI).

    Returns
    -------
    Interval
        As `value_of_input`; the best choice of a draw is found in some of its worlds and valued in
        the others, and comes out a little too low where few worlds choose badly.
    """
    draws, _, worlds = benefits.shape
    means = benefits.mean(axis=2)
    gains = np.zeros(draws)
    for inside, outside in _folds(worlds, seed):
        best = benefits[:, :, inside].mean(axis=2).argmax(axis=1)
        there = benefits[:, :, outside].sum(axis=2)
        gains += there[np.arange(draws), best] / worlds
    bases = np.zeros(draws)
    for inside, outside in _folds(draws, seed):
        bases[outside] = means[outside, means[inside].mean(axis=0).argmax()]
    return _bootstrapped(gains - bases, seed)


def explained(quantiles: Floats, advantage: Floats, *, seed: int = 1) -> Interval:
    """Estimate the share of the spread of an advantage that one input explains.

    Returns
    -------
    Interval
        Of the variance between draws, noise taken out. Predicted from other draws, so that an
        input without effect comes out at 0 or just below.
    """
    basis, means = _spline(quantiles), advantage.mean(axis=1)
    better = np.zeros(len(means))
    for inside, outside in _folds(len(means), seed):
        fitted = basis[outside] @ _least_squares(basis[inside], means[inside])
        centre = means[inside].mean()
        better[outside] = (means[outside] - centre) ** 2 - (means[outside] - fitted) ** 2
    noise = advantage.var(axis=1, ddof=1) / advantage.shape[1]
    again = _again(len(means), seed)
    shares = better[again].mean(axis=1) / _spread(means[again], noise[again])
    share = float(better.mean() / _spread(means, noise))
    return _interval(share, float(shares.std(ddof=1)), len(means))


def _spline(quantiles: Floats) -> Floats:
    """Return a basis of one input, or of a sum of curves of several (columns)."""
    columns = np.clip(quantiles, 0.0, 1.0).reshape(len(quantiles), -1).T
    parts = [BSpline.design_matrix(each, _KNOTS, _DEGREE).toarray() for each in columns]
    return np.asarray(np.hstack(parts))


def _least_squares(basis: Floats, values: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(basis, values, rcond=None)[0])


def _folds(count: int, seed: int) -> list[tuple[Ints, Ints]]:
    places = np.random.default_rng([seed, count]).permutation(count)
    parts = np.array_split(places, min(_FOLDS, count))
    return [(np.setdiff1d(places, part), part) for part in parts]


def _again(count: int, seed: int) -> Ints:
    return np.random.default_rng([seed, count, 1]).integers(count, size=(_RESAMPLES, count))


def _spread(means: Floats, noise: Floats) -> Floats:
    spread = means.var(axis=-1, ddof=1) - noise.mean(axis=-1)
    return np.asarray(np.maximum(spread, 1e-12))


def _bootstrapped(gains: Floats, seed: int) -> Interval:
    error = gains[_again(len(gains), seed)].mean(axis=1).std(ddof=1)
    return student_interval(float(gains.mean()), float(error), len(gains))


def _interval(mean: float, error: float, count: int) -> Interval:
    return student_interval(mean, error, count)


@dataclass(frozen=True, repr=False)
class AnswerValue(Stored):
    """What it is worth to know one input before choosing."""

    name: str
    worth: Interval
    """Gain in the measure from choosing the diary that suits the answer (EVPPI)."""
    explains: Interval
    """Share of the spread of the advantage of the best diary over the reference that goes once the
    input is known.
    """
    clear: bool
    """Whether it is worth more than nothing (Holm over the answers listed, 5 %)."""


@dataclass(frozen=True, repr=False)
class QuestionValues(Stored):
    """Which question to ask first."""

    measure: str
    measure_label: str
    unit: str
    """Money as a share of the book's revenue a year."""
    diaries: tuple[str, ...]
    """The reference first."""
    best: str
    """The diary to choose if nothing more is known."""
    everything: Interval
    """The worth of knowing all inputs (EVPI): no question can be worth more."""
    together: Interval
    """The worth of the ``together_count`` answers that told most in the first draws."""
    together_count: int
    answers: tuple[AnswerValue, ...]
    """The question to ask first, first: by worth where that is clear, then by what it explains."""
    inputs: int
    """All that were looked at; those not among ``answers`` looked worth less."""
    initial_revenue: float
    currency: str
    horizon_years: int
    draws: int
    fresh_draws: int
    worlds_a_draw: int
    margins_lowered: int
    footer: str


def question_values(
    diaries: Sequence[Scenario],
    measure: str = "cumulative_revenue",
    *,
    draws: int = 500,
    fresh_draws: int = 500,
    worlds_a_draw: int = 20,
    listed: int = 10,
    seed: int = 1,
    below: float = 0.7,
    evidence_set: str = "graded",
) -> QuestionValues:
    """Estimate the value of perfect information about each uncertain input.

    Parameters
    ----------
    diaries
        What there is to choose from, the reference first; at least two.
    measure
        What is to be as good as possible.
    draws, fresh_draws
        Draws of all inputs in which the questions are picked, and others in which they are
        valued; at least 50 each.
    worlds_a_draw
        At least 4; other worlds in each draw, the same for its diaries.
    listed
        Questions picked.
    below
        Threshold of ``"survival"``.

    Raises
    ------
    InputError
        For fewer than two diaries, 50 draws of either kind, or 4 worlds a draw.

    Notes
    -----
    Of many inputs some look valuable by luck. Half of the list is what looked worth most, the rest
    what explained most, in the first draws; the numbers are those of the fresh ones.
    """
    if len(diaries) < 2 or min(draws, fresh_draws) < 50 or worlds_a_draw < 4:
        raise InputError("too little to choose from", allowed="2 diaries, 50 draws, 4 worlds each")
    chosen = measure_named(measure, below=below)
    names, quantiles = drawn_points(evidence_set, draws + fresh_draws, seed=seed)
    played = play_points(
        *(diaries, names, quantiles, [measure]),
        worlds=worlds_a_draw,
        seed=seed,
        below=below,
        evidence_set=evidence_set,
        apart=True,
    )
    benefits = played.values[:, :, 0] * (1 if chosen.higher_is_better else -1)
    drawn = _Drawn(names, quantiles, benefits, draws, seed)
    picked, telling = drawn.picked(listed)
    first = diaries[0].with_(evidence=evidence_set)
    total = len(quantiles) * worlds_a_draw
    origin = provenance(first, seed=seed, first_world=0, world_count=total)
    return QuestionValues(
        measure=measure,
        measure_label=chosen.label,
        unit=chosen.unit,
        diaries=tuple(each.label for each in diaries),
        best=diaries[drawn.best].label,
        everything=value_of_world(benefits, seed=seed),
        together=drawn.valued(telling[:_TOGETHER])[0],
        together_count=_TOGETHER,
        answers=_answers(drawn, picked),
        inputs=len(names),
        initial_revenue=sum(a.annual_revenue for a in first.book.accounts)
        + first.book.pool_revenue,
        currency=first.book.currency,
        horizon_years=first.horizon_years,
        draws=draws,
        fresh_draws=fresh_draws,
        worlds_a_draw=worlds_a_draw,
        margins_lowered=played.margins_lowered,
        footer=origin.footer()
        + f" · {len(quantiles):,} draws of the inputs, {worlds_a_draw} futures each",
    )


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Benefits (draws, choices, worlds) at draws of the inputs; the first ``split`` are to pick."""

    names: tuple[str, ...]
    quantiles: Floats
    benefits: Floats
    split: int
    seed: int

    @property
    def best(self) -> int:
        """The choice of those who know nothing more."""
        return int(self.benefits[: self.split].mean(axis=(0, 2)).argmax())

    @property
    def advantage(self) -> Floats:
        """The best over the reference; over the next best where the reference is the best."""
        means = self.benefits[: self.split].mean(axis=(0, 2))
        rival = 0 if self.best else int(means[1:].argmax()) + 1
        return np.asarray(self.benefits[:, self.best] - self.benefits[:, rival])

    def picked(self, count: int) -> tuple[list[int], list[int]]:
        """Return the inputs to ask about by the first draws, and all by what they explain there."""
        first, means = slice(None, self.split), self.benefits.mean(axis=2)
        columns = range(len(self.names))
        worth = [
            value_of_input(self.quantiles[first, k], means[first], seed=self.seed).mean
            for k in columns
        ]
        told = [
            explained(self.quantiles[first, k], self.advantage[first], seed=self.seed).mean
            for k in columns
        ]
        valuable = sorted((k for k in columns if worth[k] > 0), key=lambda k: -worth[k])
        telling = sorted(columns, key=lambda k: -told[k])
        return list(dict.fromkeys([*valuable[: count // 2], *telling]))[:count], telling

    def valued(self, columns: list[int]) -> tuple[Interval, Interval]:
        """Return the worth of some inputs and what they explain, in the fresh draws."""
        asked, means = self.quantiles[:, columns], self.benefits.mean(axis=2)
        split = self.split
        worth = value_on_fresh(
            *(asked[:split], means[:split], asked[split:], means[split:]), seed=self.seed
        )
        return worth, explained(asked[split:], self.advantage[split:], seed=self.seed)


def _answers(drawn: _Drawn, columns: list[int]) -> tuple[AnswerValue, ...]:
    found = [drawn.valued([column]) for column in columns]
    clear = _clear([worth for worth, _ in found])
    answers = [
        AnswerValue(drawn.names[column], worth, explains, known)
        for column, (worth, explains), known in zip(columns, found, clear, strict=True)
    ]
    return tuple(
        sorted(answers, key=lambda each: (-each.worth.mean * each.clear, -each.explains.mean))
    )


def _clear(worths: Sequence[Interval]) -> list[bool]:
    """Return which are beyond nothing: one-sided, Holm over all."""
    reach = float(special.ndtri(0.975))
    p_values = [
        float(special.ndtr(-reach * each.mean / each.half_width)) if each.half_width > 0 else 1.0
        for each in worths
    ]
    return [bool(known) for known in multipletests(p_values, alpha=0.05, method="holm")[0]]


def evppi_study(*, seed: int, draws: int, fresh_draws: int, worlds_a_draw: int) -> QuestionValues:
    """Play what the answers are worth to a supplier who chooses among four diaries."""
    base = Scenario(book="supplier", discipline=_DIARIES[0])
    return question_values(
        [base.with_(discipline=name) for name in _DIARIES],
        draws=draws,
        fresh_draws=fresh_draws,
        worlds_a_draw=worlds_a_draw,
        seed=seed,
    )
