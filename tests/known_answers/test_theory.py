"""The model against closed forms: survival, competing risks, queueing, wins, immigration-death."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simlib.inputs.disciplines import Discipline
from tests.firms import IDLE, book_of, calm, deadly, played, rows, scenario

_CONFIDENCE = 0.999
"""Wide enough that a right model fails once in a thousand seeds; the seed is fixed."""


def _z() -> float:
    return float(stats.norm.ppf(0.5 + _CONFIDENCE / 2))


def test_constant_hazard_gives_exponential_survival() -> None:
    annual_rate, accounts, worlds = 0.5, 40, 60
    evidence = calm(notice_weeks=0).with_cause(deadly(annual_rate))
    outcomes = played(scenario(book_of(*[1.0] * accounts), evidence), worlds)
    weeks = np.concatenate([rows(outcome, "lost")["week"] for outcome in outcomes])
    n = accounts * worlds
    for years in (0.5, 1, 2, 4):
        expected = np.exp(-annual_rate * years)
        share = 1 - np.count_nonzero(weeks <= 52 * years) / n
        assert share == pytest.approx(expected, abs=_z() * np.sqrt(expected * (1 - expected) / n))


def test_independent_causes_give_closed_form_cumulative_incidence() -> None:
    causes = {"slow": (0.2, 1.0), "thinned": (1.0, 0.3), "fast": (0.4, 1.0)}
    evidence = calm(notice_weeks=0)
    for name, (rate, chance) in causes.items():
        cause = deadly(rate, name=name).with_(loss_probability=chance)
        evidence = evidence.with_cause(cause)
    accounts, worlds, years = 40, 60, 3
    outcomes = played(scenario(book_of(*[1.0] * accounts), evidence, horizon_years=years), worlds)
    total = sum(rate * chance for rate, chance in causes.values())
    lost = np.concatenate([rows(outcome, "lost")["cause"] for outcome in outcomes])
    for order, name in enumerate(sorted(causes)):
        rate, chance = causes[name]
        expected = rate * chance / total * (1 - np.exp(-total * years))
        n = accounts * worlds
        share = np.count_nonzero(lost == order) / n
        assert share == pytest.approx(expected, abs=_z() * np.sqrt(expected * (1 - expected) / n))


def test_service_queue_waits_as_a_single_server_with_poisson_arrivals() -> None:
    """Pollaczek-Khinchine with constant service: mean wait rho s / (2 (1 - rho))."""
    per_week, load, hours_per_week = 10.0, 0.6, 28.0
    evidence = calm(
        requests_per_week=per_week, max_open_requests=50, selling_hours_per_week=hours_per_week
    )
    story = scenario(
        book_of(1.0), evidence, request_hours=hours_per_week * load / per_week, horizon_years=20
    )
    service_weeks = load / per_week
    means = []
    for outcome in played(story, worlds=6):
        served = np.sort(
            np.concatenate([rows(outcome, k)["week"] for k in ("served", "served_late")])
        )
        asked = rows(outcome, "requested")["week"][: len(served)]
        assert not len(rows(outcome, "ignored"))
        means.append(float((served - asked - service_weeks).mean()))
    expected = load * service_weeks / (2 * (1 - load))
    interval = stats.t.ppf(0.5 + _CONFIDENCE / 2, len(means) - 1) * stats.sem(means)
    assert np.mean(means) == pytest.approx(expected, abs=interval)
    assert interval < 0.15 * expected


def _sure_seller(**levers: object) -> Discipline:
    return IDLE.with_(name="seller", calls_protected=True, **levers)


_NO_DELAY = {
    "attempt_memory_weeks": 0.0,
    "persistence_half_attempts": 0.1,
    "flat_no_probability": 0.0,
    "advance_probability": 1.0,
    "win_with_champion": 1.0,
    "win_without_champion": 1.0,
    "targets_per_rep": 1000,
    "discovery_delay_weeks": 0.0,
    "decision_weeks": 0.0,
    "call_hours": 0.0,
    "discovery_hours": 0.0,
    "proposal_hours": 0.0,
    "onboarding_hours": 0.0,
    "rescue_hours": 0.0,
}
_SUREST_WIN = 0.95
"""No proposal is surer than this."""


def _win_per_call(meeting_probability: float) -> float:
    """Return the chance that a call becomes an account, whatever was tried before."""
    return meeting_probability * (1 - 2.0 ** (-1 / 0.1)) * _SUREST_WIN


def test_wins_in_a_row_of_calls_are_negative_binomial() -> None:
    """Without memory every call is a Bernoulli trial: the k-th win takes NB(k, p) failures."""
    p, k = 0.15, 5
    chance = _win_per_call(p)
    evidence = calm(meeting_probability=p, **_NO_DELAY)
    story = scenario(book_of(1.0, 2.0), evidence, _sure_seller(calls_per_month=20.0))
    failures = []
    for outcome in played(story, worlds=40):
        calls = len(rows(outcome, "call"))
        won = np.searchsorted(rows(outcome, "call")["week"], rows(outcome, "won")["week"], "right")
        assert len(won) <= calls
        failures += [
            int(b - a) - k for a, b in zip(np.r_[0, won[k - 1 :: k]], won[k - 1 :: k], strict=False)
        ]
    law = stats.nbinom(k, chance)
    edges = law.ppf([0, 0.2, 0.4, 0.6, 0.8, 1])
    observed, _ = np.histogram(failures, bins=[-1.5, *(edges[1:-1] + 0.5), np.inf])
    expected = np.diff([0, *law.cdf(edges[1:-1]), 1]) * len(failures)
    assert stats.chisquare(observed, expected).pvalue > 1 - _CONFIDENCE


def test_immigration_death_gives_a_poisson_number_of_accounts() -> None:
    p, per_month, death = 0.02, 200.0, 2.0
    chance = _win_per_call(p)
    evidence = calm(
        meeting_probability=p,
        notice_weeks=0,
        early_loss_factor=1.0,
        **_NO_DELAY,
    ).with_cause(deadly(death))
    years = 2
    story = scenario(
        book_of(1.0), evidence, _sure_seller(calls_per_month=per_month), horizon_years=years
    )
    counts = []
    for outcome in played(story, worlds=60):
        born, died = rows(outcome, "active"), rows(outcome, "lost")
        counts.append(len(born) - np.count_nonzero(died["account"] > 0))
    mean = 12 * per_month * chance / death * (1 - np.exp(-death * years))
    n = len(counts)
    assert np.mean(counts) == pytest.approx(mean, abs=_z() * np.sqrt(mean / n))
    # Index of dispersion of a Poisson sample: chi-squared with n - 1 degrees of freedom.
    dispersion = (n - 1) * np.var(counts, ddof=1) / np.mean(counts)
    assert stats.chi2.sf(dispersion, n - 1) > 1 - _CONFIDENCE
    assert stats.chi2.cdf(dispersion, n - 1) > 1 - _CONFIDENCE
