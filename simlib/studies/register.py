"""The long studies, listed once: what ``make studies`` plays, in this order."""

from __future__ import annotations

from typing import TypeVar

from simlib.inputs.errors import InputError, unknown_name
from simlib.studies.claims.null_courts import null_courts_study
from simlib.studies.claims.trial import claims_study
from simlib.studies.dose.dose import dose_study
from simlib.studies.dose.limits import control_limits_study
from simlib.studies.dose.one_call import one_call_study
from simlib.studies.drivers.sensitivity import drivers_study
from simlib.studies.drivers.turns import flip_study
from simlib.studies.drivers.worth import evppi_study
from simlib.studies.headline import headline_study
from simlib.studies.price.choice import insurance_study
from simlib.studies.price.replace import replace_study, reverse_stress_study
from simlib.studies.stored import LongStudy, Settings
from simlib.studies.why.gap import bridge_study, why_study
from simlib.studies.why.losses import attribution_study
from simlib.studies.why.luck import luck_study

_EFFORT: Settings = {"seed": 7, "worlds": 2_000, "draws": 200, "worlds_a_draw": 100}
Result = TypeVar("Result")


def _headlines() -> list[LongStudy]:
    """Return the bands of the inputs for the headlines of notebooks."""
    asked: dict[str, Settings] = {
        "headline_00": {
            "book": "hms_associates",
            "diaries": "babysitter|weekly_block",
            "measure": "survival",
        },
        "headline_02": {
            "book": "hms_associates",
            "diaries": "weekly_block",
            "measure": "accounts_kept",
        },
        "headline_03": {
            "book": "supplier",
            "diaries": "devoted|one_call_a_month|weekly_block",
            "measure": "survival",
        },
        "headline_05": {
            "book": "supplier",
            "diaries": "without weekly_block|weekly_block",
            "measure": "ruin",
        },
        "headline_06": {
            "book": "supplier",
            "diaries": "devoted|weekly_block",
            "measure": "final_revenue",
        },
    }
    return [
        LongStudy(name, headline_study, {**_EFFORT, **more}, minutes=1)
        for name, more in asked.items()
    ]


STUDIES: dict[str, LongStudy] = {
    study.name: study
    for study in (
        *_headlines(),
        LongStudy(
            "drivers",
            drivers_study,
            {"seed": 7, "worlds": 20, "trajectories": 16, "rows": 128, "tornado_worlds": 400},
            minutes=3,
        ),
        LongStudy(
            "evppi",
            evppi_study,
            {"seed": 7, "draws": 600, "fresh_draws": 600, "worlds_a_draw": 16},
            minutes=2,
        ),
        LongStudy(
            "flip",
            flip_study,
            {
                "seed": 7,
                "draws": 400,
                "worlds_a_draw": 40,
                "check_draws": 200,
                "check_worlds": 60,
            },
            minutes=2,
        ),
        LongStudy(
            "dose",
            dose_study,
            {"seed": 7, "worlds": 1_000, "choosing": 400, "worlds_a_condition": 400},
            minutes=4,
        ),
        LongStudy(
            "one_call",
            one_call_study,
            {"seed": 7, "worlds": 3_000, "choosing": 400, "draws": 120, "worlds_a_draw": 50},
            minutes=2,
        ),
        LongStudy(
            "control_limits",
            control_limits_study,
            {"seed": 7, "worlds": 900, "year": 3, "cover_year": 2},
            minutes=1.5,
        ),
        LongStudy(
            "why", why_study, {"seed": 7, "worlds": 2_000, "worlds_a_value": 400}, minutes=1.5
        ),
        LongStudy("bridge", bridge_study, {"seed": 7, "worlds": 2_000}, minutes=1),
        LongStudy("attribution", attribution_study, {"seed": 7, "worlds": 1_200}, minutes=1.5),
        LongStudy("luck", luck_study, {"seed": 7, "worlds": 2_000}, minutes=1.5),
        LongStudy(
            "insurance",
            insurance_study,
            {"seed": 7, "worlds": 1_500, "rate_worlds": 800, "draws": 100, "worlds_a_draw": 80},
            minutes=2.5,
        ),
        LongStudy("replace", replace_study, {"seed": 7, "worlds": 500}, minutes=0.8),
        LongStudy("reverse_stress", reverse_stress_study, {"seed": 7, "worlds": 1_000}, minutes=1),
        LongStudy(
            "null_courts",
            null_courts_study,
            {"seed": 7, "worlds": 1_000, "seeds": 1_000},
            minutes=2,
        ),
        LongStudy(
            "claims",
            claims_study,
            {"seed": 7, "worlds": 400, "draws": 100, "worlds_a_draw": 16},
            minutes=9,
            tables=("claims.csv", "claim_tests.csv"),
        ),
    )
}
"""Every long study by name."""


def named_study(name: str) -> LongStudy:
    """Return the long study called ``name``; an unknown name is refused, near ones listed."""
    if name not in STUDIES:
        raise unknown_name("study", name, STUDIES)
    return STUDIES[name]


def load(name: str, kind: type[Result]) -> Result:
    """Return the stored result of a long study.

    Parameters
    ----------
    name : str
        One of `STUDIES`.
    kind : type
        What it is: the result type of the study.

    Raises
    ------
    InputError
        For an unknown study, or a result that is missing, stale or of another type.
    """
    found = named_study(name).load()
    if not isinstance(found, kind):
        raise InputError("a result of another kind", value=type(found).__name__)
    return found
