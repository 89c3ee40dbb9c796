"""A client's case played in few worlds: what decks, workbooks and pages are tested with."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from simlib.analysis.recovery import recovery
from simlib.analysis.revenue import break_even, revenue_survival
from simlib.inputs.scenario import Scenario
from simlib.present.client.client_page import client_what_if
from simlib.run.simulate import compare
from simlib.studies.client.case import ClientCase, Told
from simlib.studies.client.what_if import WhatIf
from simlib.studies.drivers.sensitivity import tornado
from simlib.studies.headline import under_ignorance
from simlib.studies.price.policy import policy

if TYPE_CHECKING:
    from simlib.run.result import Comparison

_INPUTS = (
    *("meeting_probability", "call_hours", "gross_margin", "target_revenue_median"),
    *("neglect.annual_rate", "win_with_champion", "service_load"),
)
HOSTILE = "=cmd|'/c calc'!A1 <script>alert(\"x\")</script> & \u202e\x07\ufffe ../../etc"
TOLD = (
    Told("Gross margin", "32 %", assumed=False, source="client"),
    Told("Cash in the bank", "4 months of cost", assumed=True, source="assumption, grade D"),
    Told("Visits a quarter and account", "1", assumed=False, source="client"),
    Told("Prospecting calls made a month and rep", "2", assumed=False, source="client"),
    Told("One-to-ones with each rep", "every 4 weeks", assumed=True, source="assumption, grade D"),
    Told("Hours of selling a week", "24", assumed=True, source="time-use studies, grade B"),
    Told("Typical new account", "60 k EUR a year", assumed=True, source="assumption, grade D"),
    Told("Hours for a service request", "3.1", assumed=True, source="assumption, grade D"),
    Told("Targets on a rep's list", "40", assumed=True, source="assumption, grade D"),
    Told("Commission on revenue", "3 %", assumed=False, source="client"),
    Told("Cost of a rep a year", "85 k EUR", assumed=False, source="client"),
    Told("Reps who left in two years", "1", assumed=False, source="client"),
)


@cache
def client_case(book: str = "supplier", worlds: int = 40, draws: int = 20) -> ClientCase:
    """Return a case of a shipped book: today's diary against three on offer."""
    base = Scenario(book=book)
    today = base.with_(discipline="one_call_a_month", name="today", label="today")
    offered = [base.with_(discipline=name) for name in ("weekly_block", "daily_habit", "devoted")]
    arms = [today, *offered]
    below = break_even(compare([today], worlds=1, seed=1).reference)
    played = compare(arms, worlds=worlds, seed=1, keep="worlds")
    lost = _after_loss(arms, worlds)
    return ClientCase(
        title=f"{played.reference.scenario.book.name}: which diary?",
        told=TOLD,
        comparison=played,
        below=below,
        survival=tuple(revenue_survival(run, below=below) for run in played.runs),
        after_loss=lost,
        recovery=tuple(recovery(run) for run in lost.runs),
        policy=policy(arms[1], worlds=worlds, seed=1),
        tornado=tornado([today, arms[1]], _INPUTS, worlds=max(20, worlds // 4), seed=1),
        inputs=under_ignorance(
            arms, "survival", below=below, worlds=worlds, draws=draws, worlds_a_draw=5
        ),
        recommended=1,
    )


def _after_loss(arms: list[Scenario], worlds: int) -> Comparison:
    struck = [arm.with_(stress=("lose top:1 in week 52",)) for arm in arms]
    return compare(struck, worlds=worlds, seed=1, keep="worlds", log="story")


def hostile_case() -> ClientCase:
    """Return a case whose title and answers try to break out of wherever they are written."""
    told = tuple(replace(each, question=HOSTILE, answer=HOSTILE, source=HOSTILE) for each in TOLD)
    return replace(client_case(), title=HOSTILE, told=told)


@cache
def small_grid() -> WhatIf:
    """Return a small what-if of the small case, played once."""
    return client_what_if(client_case(), worlds=40)
