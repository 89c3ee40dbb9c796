"""Sobol indices: what share of the spread of a difference each uncertain input answers for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from simlib.analysis.precision import Floats, Interval, Ints
from simlib.inputs.errors import InputError
from simlib.studies.stored import Stored

MOST_INPUTS = 10
_RESAMPLES = 1_000
_WORLD_GROUPS = 8


@dataclass(frozen=True, repr=False)
class SobolIndex(Stored):
    """One input's share of the spread."""

    name: str
    first: Interval
    """Share of the variance that goes when this input alone is known."""
    total: Interval
    """Share that stays when all the others are known: interactions included."""

    @property
    def clear(self) -> bool:
        """Whether the interval of the total index leaves zero out."""
        return self.total.low > 0


@dataclass(frozen=True, eq=False)
class _Design:
    """Outcomes of a Saltelli design by base row, with the noise that its few worlds leave in.

    ``a``, ``b`` have shape (rows,), ``ab`` (rows, inputs); ``noise`` is the error variance of
    ``a`` and ``b`` together, ``noise_total`` that of ``a - ab``, ``noise_first`` the covariance of
    the errors of ``b`` and ``ab - a``.
    """

    a: Floats
    b: Floats
    ab: Floats
    noise: Floats
    noise_total: Floats
    noise_first: Floats


def saltelli_points(names: Sequence[str], rows: int, *, seed: int) -> Floats:
    """Return a Saltelli design on scrambled Sobol points of the unit cube.

    Parameters
    ----------
    names
        At most ten inputs.
    rows
        Base rows, a power of two.

    Raises
    ------
    InputError
        For no inputs, more than ten, or rows that are not a power of two of at least 8.
    """
    from SALib.sample import sobol  # loads pandas and matplotlib

    if not 1 <= len(names) <= MOST_INPUTS:
        raise InputError("too few or too many inputs", value=len(names), allowed="1 to 10")
    if rows < 8 or rows & (rows - 1):
        raise InputError("not a power of two", column="rows", value=rows, allowed="8, 16, 32, ...")
    problem = {
        "num_vars": len(names),
        "names": list(names),
        "bounds": [[0.0, 1.0]] * len(names),
    }
    return np.asarray(sobol.sample(problem, rows, calc_second_order=False, seed=seed))


def sobol_indices(
    names: Sequence[str], outcomes: Floats, *, confidence: float = 0.95, seed: int = 1
) -> tuple[SobolIndex, ...]:
    """Estimate first-order and total Sobol indices from the outcomes of a Saltelli design.

    Parameters
    ----------
    outcomes : ndarray, shape (rows * (inputs + 2), worlds)
        In the order of `saltelli_points`, the same worlds in each row; one column for a function
        without noise.
    seed
        Of the bootstrap.

    Returns
    -------
    tuple of SobolIndex
        The largest total index first. Estimates and limits are not cut off at 0 or 1: an interval
        that covers zero says that the input may not matter at all.

    Raises
    ------
    InputError
        If the outcomes do not fit the inputs, or do not differ beyond noise.

    Notes
    -----
    Estimators of Saltelli et al. (2010), as in SALib: ``E[b (ab_i - a)] / V`` and
    ``E[(a - ab_i)**2] / 2 V``.

    All points meet the same worlds, so the outcome is one fixed function of the inputs: the mean
    over those worlds, and its indices are well defined. It is not the function that is asked about,
    the mean over all worlds: on top lies an error that is small, but rough, since a small change of
    an input may turn single events of a world. A rough error is an interaction of everything with
    everything. It swells ``V``, lowers each first-order index and lifts each total index, also of
    inputs without any effect. More points do not help against it. But its size is known: products
    of two outcomes are too large by the covariance of their errors, which is seen between worlds.
    It is subtracted from each product (a product of two different worlds has no such term).

    The interval adds two variances: over base rows (bootstrap, the worlds held), and over worlds
    (jackknife over groups of worlds, the rows held).
    """
    columns = np.asarray(outcomes, dtype=float).reshape(len(outcomes), -1)
    if len(columns) % (len(names) + 2):
        raise InputError("not a design of these inputs", value=len(columns))
    design = _design(columns, len(names))
    every = np.arange(len(design.a))
    if _variance(design, every) <= 0:
        raise InputError("the outcomes do not differ beyond noise", allowed="more worlds")
    first, total = _indices(design, every)
    error = np.hypot(_row_error(design, seed), _world_error(columns, len(names)))
    reach = special.ndtri((1 + confidence) / 2) * error
    rows = len(design.a)
    found = [
        SobolIndex(
            name, _interval(first[k], reach[0, k], rows), _interval(total[k], reach[1, k], rows)
        )
        for k, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda each: (-each.total.mean, each.name)))


def _design(columns: Floats, inputs: int) -> _Design:
    centred = columns - columns.mean(axis=0)  # what all points share in a world is no spread
    cube = centred.reshape(-1, inputs + 2, columns.shape[1])
    a, ab, b = cube[:, 0], cube[:, 1:-1], cube[:, -1]
    change = ab - a[:, np.newaxis]
    return _Design(
        a=a.mean(axis=1),
        b=b.mean(axis=1),
        ab=ab.mean(axis=2),
        noise=(_error(a, a) + _error(b, b)) / 2,
        noise_total=_error(change, change),
        noise_first=_error(b[:, np.newaxis], change),
    )


def _error(one: Floats, other: Floats) -> Floats:
    """Return the covariance of two means over the same worlds, the last axis."""
    worlds = one.shape[-1]
    if worlds < 2:
        return np.zeros(np.broadcast_shapes(one.shape, other.shape)[:-1])
    own = one - one.mean(axis=-1, keepdims=True)
    others = other - other.mean(axis=-1, keepdims=True)
    return np.asarray((own * others).sum(axis=-1) / (worlds - 1) / worlds)


def _indices(design: _Design, rows: Ints) -> Floats:
    """Return first-order and total indices, shape (2, ..., inputs), of rows of shape (..., n)."""
    a, b, ab = design.a[rows], design.b[rows], design.ab[rows]
    variance = _variance(design, rows)
    change = ab - a[..., np.newaxis]
    first = (b[..., np.newaxis] * change - design.noise_first[rows]).mean(axis=-2)
    total = (change**2 - design.noise_total[rows]).mean(axis=-2) / 2
    return np.asarray([first, total]) / variance[..., np.newaxis]


def _variance(design: _Design, rows: Ints) -> Floats:
    both = np.concatenate([design.a[rows], design.b[rows]], axis=-1)
    return np.asarray(both.var(axis=-1) - design.noise[rows].mean(axis=-1))


def _row_error(design: _Design, seed: int) -> Floats:
    count = len(design.a)
    again = np.random.default_rng(seed).integers(count, size=(_RESAMPLES, count))
    return np.asarray(_indices(design, again).std(axis=1, ddof=1))


def _world_error(columns: Floats, inputs: int) -> Floats:
    worlds = columns.shape[1]
    if worlds < 2 * _WORLD_GROUPS:
        return np.zeros((2, inputs))
    group = np.arange(worlds) % _WORLD_GROUPS
    rows = np.arange(len(columns) // (inputs + 2))
    left_out = np.array(
        [_indices(_design(columns[:, group != g], inputs), rows) for g in range(_WORLD_GROUPS)]
    )
    spread = left_out.var(axis=0, ddof=1)
    return np.asarray(np.sqrt(spread * (_WORLD_GROUPS - 1) ** 2 / _WORLD_GROUPS))


def _interval(estimate: float, reach: float, rows: int) -> Interval:
    low, high = float(estimate - reach), float(estimate + reach)
    return Interval(float(estimate), low, high, float(reach), rows)
