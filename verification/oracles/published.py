"""Our estimators against numbers that R prints, and against theory on the model's own lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from simlib.analysis.estimators import KaplanMeier, aalen_johansen, kaplan_meier
from simlib.analysis.fates import InitialFates, initial_fates
from simlib.inputs.files import data_path
from verification.oracles.judging import of_fact, of_mean
from verification.oracles.losses import CAUSES, HAZARD, lives
from verification.oracles.oracle import Finding, Question

FAMILY = "Estimators"
_YEARS = 3
_WEEKS = {6: 0.857, 10: 0.753, 23: 0.448}
_MEDIANS = {"maintained": 31.0, "not maintained": 23.0}
_OTHER_ARM = {"maintained": "not maintained", "not maintained": "maintained"}
_DROPPED = "censored patients left out"


def published(name: str) -> pd.DataFrame:
    """Return a published data set, ``gehan``, ``aml`` or ``mgus2``."""
    return pd.read_csv(data_path("oracles", f"{name}.csv"))


def remission(*, censored: bool = True) -> KaplanMeier:
    """Return the survival of 21 leukaemia patients in remission on 6-MP."""
    found = published("gehan")
    found = found if censored else found[found["relapsed"] == 1]
    return kaplan_meier(found["weeks"], found["relapsed"])


def relapse(arm: str) -> KaplanMeier:
    """Return the survival of one arm of the acute myelogenous leukaemia data."""
    found = published("aml")
    found = found[found["arm"] == arm]
    return kaplan_meier(found["weeks"], found["relapsed"])


@cache
def malignancies() -> tuple[pd.Series, pd.Series]:
    """Return months and what ended them: 1 malignancy, 2 death before it, 0 neither."""
    data = published("mgus2")
    months = data["ptime"].where(data["pstat"] == 1, data["futime"])
    return months, data["pstat"].where(data["pstat"] == 1, 2 * data["death"])


def incidence_240() -> float:
    """Return the cumulative incidence of malignancy after 240 months, death competing."""
    return float(aalen_johansen(*malignancies()).at(240)[0])


def naive_240() -> float:
    """Return one minus Kaplan-Meier of the same, which lets the dead fall ill."""
    months, status = malignancies()
    return 1 - float(kaplan_meier(months, status == 1).at(240))


def _printed(
    found: Callable[[], float], broken: Callable[[], float], printed: float, decimals: int
) -> Callable[[float], Finding]:
    """Return a judge that compares with what R prints; a wrong estimator must differ."""
    return lambda by: of_fact(round((found if by == 1 else broken)(), decimals), printed)


@cache
def _fates() -> InitialFates:
    return initial_fates(lives())


def _incidence(cause: str, by: float) -> Finding:
    rate, chance = CAUSES[cause]
    theory = by * rate * chance / HAZARD * (1 - np.exp(-HAZARD * _YEARS))
    fates = _fates()
    return of_mean(fates.incidence[:, fates.causes.index(cause), 12 * _YEARS], float(theory))


def _present(by: float) -> Finding:
    fates = _fates()
    share = fates.present[:, 12] / fates.accounts
    return of_mean(share, float(np.exp(-by * HAZARD)))


ORACLES = (
    *(
        Question(
            f"Kaplan-Meier, week {week}",
            FAMILY,
            "leukaemia patients in remission (MASS::gehan)",
            "as R prints it",
            _printed(
                lambda week=week: float(remission().at(week)),  # type: ignore[misc]
                lambda week=week: float(remission(censored=False).at(week)),  # type: ignore[misc]
                printed,
                3,
            ),
            unit="share",
            exact=True,
            broken=_DROPPED,
        )
        for week, printed in _WEEKS.items()
    ),
    *(
        Question(
            f"median, {arm}",
            FAMILY,
            "acute myelogenous leukaemia (survival::aml)",
            "as R prints it",
            _printed(
                lambda arm=arm: relapse(arm).median,  # type: ignore[misc]
                lambda arm=arm: relapse(_OTHER_ARM[arm]).median,  # type: ignore[misc]
                printed,
                0,
            ),
            unit="weeks",
            exact=True,
            broken="the patients of the other arm",
        )
        for arm, printed in _MEDIANS.items()
    ),
    Question(
        "Aalen-Johansen, month 240",
        FAMILY,
        "malignancy among 1,384 patients, death competing (survival::mgus2)",
        "as R prints it",
        _printed(incidence_240, naive_240, 0.0998, 4),
        unit="share",
        exact=True,
        broken="one minus Kaplan-Meier instead",
    ),
    Question(
        "one minus Kaplan-Meier, month 240",
        FAMILY,
        "the same if death is called censoring: twice too many",
        "as R prints it",
        _printed(naive_240, incidence_240, 0.2096, 4),
        unit="share",
        exact=True,
        broken="Aalen-Johansen instead",
    ),
    Question(
        "our incidence by cause",
        FAMILY,
        "the analysis of the model's own lives, interval between futures",
        "lost to 'thinned' in three years: h(k) / h x (1 - exp(-3 h))",
        lambda by: _incidence("thinned", by),
        unit="share",
    ),
    Question(
        "our survival of accounts",
        FAMILY,
        "the analysis of the model's own lives, interval between futures",
        "still ours after a year: exp(-hazard)",
        _present,
        unit="share",
    ),
)
