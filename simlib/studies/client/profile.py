"""The client's profile: what he told of his firm and his diary, and what is assumed instead."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationInfo, field_validator

from simlib.inputs.disciplines import Discipline
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.parameters import parameters
from simlib.inputs.records import Record
from simlib.inputs.scenario import Scenario
from simlib.inputs.workload import QUARTER_WEEKS
from simlib.studies.client.case import Told
from simlib.studies.client.profile_questions import Question, questions
from simlib.studies.client.today import with_calls_made

DIARY = ("calls_made", "calls_protected", "one_to_ones", "visits", "extras")
"""Answers that make the diary ``today``; the others speak of the firm."""
WILL = "keenness_floor"
"""Held at 1 for ``today``: calls that are made need no will that could fade."""
_MONTH_WEEKS = 52 / 12
_SPENT = ("rep_cost_share", "commission_rate")


class Profile(Record):
    """At most twelve answers; None is "nobody answered" and leaves the default.

    ``Profile(calls_made=2, gross_margin="31 %")``; the questions stand in ``data/profile.csv``.

    Parameters
    ----------
    calls_made, one_to_ones : float, optional
        A month and rep, as things are.
    calls_protected : bool, optional
    visits : float, optional
        Substantial conversations a quarter with an ordinary account.
    extras : float, optional
        Share of the service work that is gifts and extras, 0 to 0.9.
    typical_new_account : float, optional
        Money a year.
    service_load : float, optional
        Share of the week that today's accounts take, conversations and extras included.
    targets_per_rep : float, optional
    rep_turnover : float, optional
        Of 100 reps, how many leave in a year.
    gross_margin, operating_margin : float, optional
        Shares of revenue.
    cash_months : float, optional
        For which cash pays all bills.

    Raises
    ------
    InputError
        For an answer outside its limits, naming question, value and what is allowed.
    """

    calls_made: float | None = None
    calls_protected: bool | None = None
    one_to_ones: float | None = None
    visits: float | None = None
    extras: float | None = None
    typical_new_account: float | None = None
    service_load: float | None = None
    targets_per_rep: float | None = None
    rep_turnover: float | None = None
    gross_margin: float | None = None
    operating_margin: float | None = None
    cash_months: float | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _answer(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None or info.field_name is None:
            return None
        return questions()[info.field_name].check(value)

    @property
    def assumed(self) -> int:
        """How many questions nobody answered."""
        return sum(getattr(self, name) is None for name in questions())

    @property
    def tells_diary(self) -> bool:
        """Whether anything was said of how the reps spend their weeks."""
        return any(getattr(self, name) is not None for name in DIARY)

    def today(self) -> Discipline:
        """Return the client's own diary; what he did not say of it is its default."""
        visits, talks = self._value("visits"), self._value("one_to_ones")
        return Discipline(
            name="today",
            client_label="today",
            review_every_weeks=QUARTER_WEEKS / visits if visits else None,
            service_inflation=1 / (1 - self._value("extras")),
            calls_per_month=self._value("calls_made"),
            calls_protected=bool(self._value("calls_protected")),
            check_in_every_weeks=_MONTH_WEEKS / talks if talks else None,
            check_in_kind="one_to_one" if talks else "none",
            rationale="what the client told of his own weeks",
        )

    def apply(self, scenario: Scenario) -> Scenario:
        """Return a scenario of the client's firm: margins, cash, weeks and market as he told.

        Parameters
        ----------
        scenario : Scenario
            Its book and diary stay; only what was answered is changed.

        Raises
        ------
        InputError
            If the gross margin told does not even cover pay and commission.

        Notes
        -----
        What follows from an answer follows here: a layoff trigger never lies above the cash told,
        and an operating margin nobody told gives way where the gross margin told leaves too little.
        """
        changes: dict[str, Any] = {
            questions()[name].sets: getattr(self, name)
            for name in ("targets_per_rep", "gross_margin", "operating_margin", "cash_months")
            if getattr(self, name) is not None
        }
        if self.rep_turnover is not None:
            changes["rep_turnover_per_year"] = self.rep_turnover / 100
        if self.service_load is not None:
            changes["service_load"] = self._plain_load(scenario)
        changes |= _implied(changes, scenario.evidence)
        if self.typical_new_account is not None:
            changes["typical_new_account"] = self.typical_new_account
        return scenario.with_(**changes) if changes else scenario

    def reference(self, scenario: Scenario) -> Scenario:
        """Return what everything is compared with: ``today`` if the client told of his diary.

        Parameters
        ----------
        scenario : Scenario
            As `apply` returns it.

        Notes
        -----
        The client told the calls that are *made*, so no will fades on top of that: `WILL` is 1 in
        this arm, and more calls are planned than made (`simlib.studies.client.today`). Without a
        word on the diary the reference is the best case for service only.
        """
        if not self.tells_diary:
            return scenario.with_(discipline="devoted")
        return with_calls_made(scenario.with_(discipline=self.today(), **{WILL: 1.0}))

    def told(self, evidence: Evidence | None = None, currency: str = "") -> tuple[Told, ...]:
        """Return every question with its answer or its default, in the order of asking.

        Parameters
        ----------
        evidence : Evidence, optional
            Where defaults are taken from; the published figures if not given.
        currency : str
            Behind amounts.
        """
        known = evidence or Evidence.named("graded")
        return tuple(self._told(each, known, currency) for each in questions().values())

    def _told(self, asked: Question, evidence: Evidence, currency: str) -> Told:
        value = getattr(self, asked.name)
        if value is None:
            default = asked.default_shown(evidence)
            return Told(asked.question, default, assumed=True, source=asked.default_source())
        shown = asked.shown(float(value), currency)
        return Told(asked.question, shown, assumed=False, source="client")

    def _value(self, name: str) -> float:
        """Return an answer about the diary, or what is assumed in its place."""
        answer = getattr(self, name)
        return float(answer if answer is not None else questions()[name].default or 0.0)

    def _plain_load(self, scenario: Scenario) -> float:
        """Return the load of one conversation a quarter and service without extras.

        That is what the parameter means; the client told it with his conversations and extras.
        """
        evidence, book = scenario.evidence, scenario.book
        hours = len(book.reps) * evidence["selling_hours_per_week"]
        talk = len(book.accounts) * evidence["review_hours"] / QUARTER_WEEKS / hours
        told = float(self.service_load or 0.0)
        service = max(0.0, told - self._value("visits") * talk) * (1 - self._value("extras"))
        limits = parameters()["service_load"]
        return min(max(talk + service, limits.minimum), limits.maximum)


def _implied(changes: dict[str, Any], evidence: Evidence) -> dict[str, float]:
    """Return what has to give way so that the answers can be true together."""
    implied: dict[str, float] = {}
    cash = changes.get("cash_buffer_months")
    if cash is not None and evidence["layoff_trigger_months"] > cash:
        implied["layoff_trigger_months"] = cash
    margin = changes.get("gross_margin", evidence["gross_margin"])
    left = margin - sum(evidence[name] for name in _SPENT)
    if "operating_margin" not in changes and evidence["operating_margin"] > left:
        if left < 0:
            raise InputError(
                "the gross margin does not cover pay and commission of the reps",
                column="gross_margin",
                value=margin,
                allowed=f"at least {sum(evidence[name] for name in _SPENT):g}",
            )
        implied["operating_margin"] = left
    return implied
