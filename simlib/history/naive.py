"""Forecasts without a model, to hold the model against."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simlib.analysis.precision import Bools, Floats
from simlib.history.forecast import Forecast, scored
from simlib.history.origin import Origin

_SILENCE_BINS = (31, 92, 183)
FORECASTS = {
    "model": "the model",
    "same as last year": "last year's share for everybody",
    "nobody leaves": "nobody leaves",
    "silence": "last year's share by silence so far",
    "model and silence": "the model, corrected for silence",
}
"""The forecasts of a back-test and their words; the first is the model's."""


def scores(found: Sequence[Origin], model: Sequence[Floats], stayed: Bools) -> tuple[Forecast, ...]:
    """Return the model's forecast and the naive ones, scored on the same accounts.

    Parameters
    ----------
    found : sequence of Origin
    model : sequence of ndarray, shape (accounts,)
        The model's chances at each origin.
    stayed : ndarray of bool
        Of all origins in order.
    """
    groups = [each.firm for each in found for _ in each.stayed]
    base = [_last_share(each) for each in found]
    chances: dict[str, Floats] = {
        "model": np.concatenate(list(model)),
        "same as last year": np.concatenate(
            [np.full(len(e.stayed), share) for e, share in zip(found, base, strict=True)]
        ),
        "nobody leaves": np.ones(len(stayed)),
        "silence": np.concatenate(
            [_by_silence(e, share) for e, share in zip(found, base, strict=True)]
        ),
    }
    chances["model and silence"] = _odds_moved(
        chances["model"], chances["silence"], chances["same as last year"]
    )
    return tuple(
        scored(name, FORECASTS[name], chance, stayed, groups, chances["model"])
        for name, chance in chances.items()
    )


def _last_share(origin: Origin) -> float:
    """Return the share that stayed in the year before, as far as the ledger told it that day."""
    stayed = origin.earlier[1]
    if stayed.size:
        return float(stayed.mean())
    own = origin.pooled.own.mean
    return 1.0 if math.isnan(own) else math.exp(-own)


def _by_silence(origin: Origin, base: float) -> Floats:
    """Return last year's share among accounts that had been silent as long.

    One account with the share of all is added to each group, so that a group of two says little.
    """
    silence, stayed = origin.earlier
    groups = len(_SILENCE_BINS) + 1
    then = np.searchsorted(_SILENCE_BINS, silence, side="right")
    count = np.bincount(then, minlength=groups)
    share = (np.bincount(then, stayed, minlength=groups) + base) / (count + 1)
    return np.asarray(share[np.searchsorted(_SILENCE_BINS, origin.silence, side="right")])


def _odds_moved(chance: Floats, towards: Floats, base: Floats) -> Floats:
    """Return chances whose odds are multiplied by how silence changes last year's."""
    odds = [each / (1 - each) for each in (np.clip(x, 0.01, 0.99) for x in (chance, towards, base))]
    moved = odds[0] * odds[1] / odds[2]
    return np.asarray(moved / (1 + moved))
