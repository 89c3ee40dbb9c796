"""The estimators against numbers that R's survival package prints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simlib.analysis.estimators import aalen_johansen, kaplan_meier

MGUS2 = Path(__file__).parent / "data" / "mgus2.csv"

# Weeks in remission of 21 leukaemia patients on 6-MP (R: MASS::gehan; Cox & Oakes 1984, p. 8).
GEHAN_WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
GEHAN_RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]

# Weeks to relapse in acute myelogenous leukaemia (R: survival::aml; Miller 1997, p. 49).
AML_MAINTAINED = ([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
AML_NOT = ([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1])


@pytest.mark.parametrize(("week", "survival"), [(6, 0.857), (10, 0.753), (23, 0.448)])
def test_gehan_survival_is_what_r_prints(week: int, survival: float) -> None:
    curve = kaplan_meier(GEHAN_WEEKS, GEHAN_RELAPSED)
    assert round(float(curve.at(week)), 3) == survival


def test_gehan_numbers_at_risk_are_what_r_prints() -> None:
    curve = kaplan_meier(GEHAN_WEEKS, GEHAN_RELAPSED)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.events.tolist() == [3, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(("arm", "median"), [(AML_MAINTAINED, 31), (AML_NOT, 23)])
def test_aml_medians_are_what_r_prints(arm: tuple[list[int], list[int]], median: float) -> None:
    assert kaplan_meier(*arm).median == median


def _mgus2() -> tuple[pd.Series, pd.Series]:
    data = pd.read_csv(MGUS2)
    months = data["ptime"].where(data["pstat"] == 1, data["futime"])
    status = data["pstat"].where(data["pstat"] == 1, 2 * data["death"])
    return months, status


def test_mgus2_cumulative_incidence_is_what_r_prints() -> None:
    estimate = aalen_johansen(*_mgus2())
    malignancy, _death = estimate.at(240)
    assert round(float(malignancy), 4) == 0.0998


def test_one_minus_kaplan_meier_doubles_the_mgus2_malignancies() -> None:
    months, status = _mgus2()
    naive = 1 - float(kaplan_meier(months, status == 1).at(240))
    assert round(naive, 4) == 0.2096


def test_mgus2_is_the_published_data_set() -> None:
    data = pd.read_csv(MGUS2)
    assert (len(data), data["pstat"].sum(), data["death"].sum()) == (1384, 115, 963)


def test_two_constant_hazards_give_the_closed_form() -> None:
    # Incidence of cause k: rate_k / rate * (1 - exp(-rate t)). 40,000 subjects: error < 0.01.
    rng = np.random.default_rng(5)
    rates = np.array([0.02, 0.05])
    times = rng.exponential(1 / rates, (40_000, 2))
    first, cause = times.min(axis=1), times.argmin(axis=1) + 1
    censored = rng.uniform(0, 80, 40_000)
    status = np.where(first <= censored, cause, 0)
    estimate = aalen_johansen(np.minimum(first, censored), status)
    when = np.array([5.0, 20.0, 60.0])
    expected = rates[:, np.newaxis] / rates.sum() * (1 - np.exp(-rates.sum() * when))
    assert estimate.at(when) == pytest.approx(expected, abs=0.01)
