"""The value of information from draws of inputs: gains of choices made on other draws."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import BSpline

from simlib.analysis.precision import Floats, Interval, Ints, student_interval

_FOLDS = 10
_RESAMPLES = 1_000
_DEGREE = 3
_KNOTS = np.array([0.0, 0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0, 1.0])
"""A cubic spline on the quantiles with one inner knot: five coefficients."""


def value_of_input(quantiles: Floats, benefits: Floats, *, seed: int = 1) -> Interval:
    """Estimate what it is worth to know one input before choosing (EVPPI).

    Parameters
    ----------
    quantiles : ndarray, shape (draws,)
        Of the input, 0 to 1.
    benefits : ndarray, shape (draws, choices)
        What each choice brings at each draw, with whatever noise: more is better.
    seed : int
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
    seed : int

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

    Parameters
    ----------
    benefits : ndarray, shape (draws, choices, worlds)
    seed : int

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

    Parameters
    ----------
    quantiles : ndarray, shape (draws,)
    advantage : ndarray, shape (draws, worlds)
    seed : int

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
