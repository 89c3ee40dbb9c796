"""Made-up histories and back-tests to draw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from simlib.analysis.precision import Interval
from simlib.history.backtest import FORECASTS, BackTest, scored
from simlib.history.owners import Departure, OwnerDepartures
from simlib.history.pooling import PooledRate, Prior
from simlib.history.retention import Retention, YearOfRevenue
from simlib.history.rows import RULES, LossRule
from simlib.history.survival import Survival
from simlib.present import plots
from tests.support.chart_results import FOOTER


def between(mean: float, half: float, n: int = 100) -> Interval:
    return Interval(mean, mean - half, mean + half, half, n)


def curve(rate: float, rule: LossRule, months: int = 60, at_risk: int = 300) -> Survival:
    at = np.arange(months + 1)
    share = np.exp(-rate * at / 12)
    low, high = np.clip(share - 0.05, 0, 1), np.clip(share + 0.05, 0, 1)
    left = (at_risk * share).astype(int)
    return Survival(rule, at, share, low, high, left, at_risk, at_risk // 2, 12, "made up")


def year(end: int, kept: float, *, stopped: bool = False, firm: str = "") -> YearOfRevenue:
    return YearOfRevenue(
        *(firm, date(end, 12, 31), 1e6, 1.1e6, 40, 9, 11, 2),
        *(between(kept, 0.08), between(kept + 0.2, 0.15), between(1.37, 0.3)),
        *(between(0.22, 0.1), 0.31, stopped),
    )


def kept(years: int = 6, *, firm: str = "") -> Retention:
    found = tuple(year(2020 + k, 0.5 + 0.03 * k, stopped=k == 2, firm=firm) for k in range(years))
    whole = between(0.6, 0.05)
    return Retention(found, between(0.2, 0.15), 0.31, whole, whole, between(1.2, 0.2))


def pooled(*, identified: bool = True) -> PooledRate:
    prior = Prior(0.08, 1.8, 0.85)
    weight = 0.15 if identified else 0.0
    own = between(0.3, 0.1) if identified else Interval(*4 * (float("nan"),), 0)
    reason = "" if identified else "no account is ever lost in this file"
    shown = between(0.12, 0.05) if identified else between(0.08, 0.07)
    return PooledRate(
        *(LossRule(), prior, own, shown, weight, 40, 9 if identified else 0, identified),
        *(reason, 3.0, 25.0),
    )


def history(*, rate: float = 0.3, ledger_tells: bool = True, months: int = 60) -> Any:
    """Return what a chart reads of a history."""
    curves = tuple(curve(rate * 1.3 - 0.1 * k, rule, months) for k, rule in enumerate(RULES))
    owners = (Departure("Rep 01", date(2024, 3, 1), 6, 3, 1e5, 4e4, 30, 5),)
    return SimpleNamespace(
        rule=RULES[-1],
        first_day=date(2020, 1, 1),
        last_day=date(2025, 12, 31),
        currency="EUR",
        kind="invoices",
        relationships=73,
        lost=50,
        came_back=2,
        left_truncated=6,
        new_accounts=curve(0.8, RULES[-1]) if ledger_tells else None,
        on_book=curves if ledger_tells else (),
        own=curves[-1] if ledger_tells else None,
        retention=kept() if ledger_tells else kept(0),
        owners=OwnerDepartures(owners, between(0.5, 0.3), between(0.17, 0.1), 4)
        if ledger_tells
        else OwnerDepartures((), between(0, 0), between(0, 0), 0),
        pooled=pooled(identified=ledger_tells),
        model=SimpleNamespace(months=np.arange(61), share=np.exp(-0.08 * np.arange(61) / 12)),
        model_pooled=SimpleNamespace(months=np.arange(61), share=np.exp(-0.2 * np.arange(61) / 12)),
        footer=FOOTER,
    )


def scores_of(*, one_firm: bool = True, sharp: bool = False) -> BackTest:
    rng = np.random.default_rng(1)
    truth = np.where(np.arange(300) % 2, 0.95, 0.4)
    stayed = rng.random(300) < truth
    model = truth if sharp else np.clip(0.8 + 0.08 * rng.standard_normal(300), 0, 1)
    chances = {
        "model": model,
        "same as last year": np.full(300, 0.6),
        "nobody leaves": np.ones(300),
        "silence": truth if not sharp else np.full(300, 0.7),
        "model and silence": model,
    }
    groups = ["" if one_firm else f"firm {k % 20}" for k in range(300)]
    forecasts = tuple(
        scored(name, FORECASTS[name], chance, stayed, groups, model)
        for name, chance in chances.items()
    )
    inside = between(0.45, 0.12, 60)
    firm = SimpleNamespace(data_weight=0.3)
    return BackTest(
        *(LossRule(), stayed, forecasts, (firm,) * 60, inside, inside),  # type: ignore[arg-type]
        *(0.5, 0.6, 0.55, 200, 7, FOOTER),
    )


HISTORY_CHARTS: dict[str, Callable[[], Axes]] = {
    "own survival": lambda: plots.own_survival(history()),
    "own survival as published": lambda: plots.own_survival(history(rate=0.08)),
    "own survival of a short ledger": lambda: plots.own_survival(history(months=13)),
    "own survival nobody can tell": lambda: plots.own_survival(history(ledger_tells=False)),
    "retention": lambda: plots.retention(kept(), footer=FOOTER),
    "retention of many years": lambda: plots.retention(kept(12), footer=FOOTER),
    "retention of one year": lambda: plots.retention(kept(1), footer=FOOTER),
    "back-test": lambda: plots.backtest(scores_of()),
    "back-test that the model wins": lambda: plots.backtest(scores_of(one_firm=False, sharp=True)),
}
