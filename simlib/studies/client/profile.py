"""The client's profile: what he told of his firm and his diary, and what is assumed instead."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import Any, Literal

import numpy as np
from pydantic import ValidationInfo, field_validator

from simlib.analysis.panel import seat_panel
from simlib.inputs.disciplines import Discipline
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.files import data_path
from simlib.inputs.parameters import parameters, read_rows
from simlib.inputs.quantity import parse_number, within
from simlib.inputs.records import Record
from simlib.inputs.scenario import Scenario
from simlib.inputs.units import WEEKS_PER_MONTH
from simlib.inputs.workload import QUARTER_WEEKS
from simlib.run.result import Run
from simlib.run.simulate import simulate
from simlib.studies.client.case import Told

_YES_OR_NO = {"yes": 1.0, "y": 1.0, "true": 1.0, "no": 0.0, "n": 0.0, "false": 0.0}
_WORLDS, _SEED = 60, 20_260_101
_ROUNDS = 4
_CLOSE = 0.01
_MOST_TIMES = 3.0
_WEEKS, _MONTHS = 52.0, 12
DIARY = ("calls_made", "calls_protected", "one_to_ones", "visits", "extras")
"""Answers that make the diary ``today``; the others speak of the firm."""
WILL = "keenness_floor"
"""Held at 1 for ``today``: calls that are made need no will that could fade."""
_SPENT = ("rep_cost_share", "commission_rate")


class Question(Record):
    """One thing to ask a client."""

    name: str
    question: str
    kind: Literal["number", "share", "of 100", "yes or no", "money"]
    """How an answer is typed and shown."""
    sets: str
    """The lever, parameter or field of a scenario that the answer becomes."""
    unit: str = ""
    """The field of a profile, the words, and what is counted."""
    default: float | None = None
    """What stands where nobody answers; None where `default_from` says it."""
    default_from: str = ""
    """The parameter of the evidence that stands where nobody answers."""
    minimum: float | None = None
    maximum: float | None = None
    """Hard limits; those of the parameter by default."""
    grade: str = ""
    source: str = ""
    """Of the default; those of the parameter by default."""

    def check(self, value: object) -> float:
        """Return an answer as a number; yes is 1 and no is 0.

        Raises
        ------
        InputError
            For what is no answer to this question, naming it and what is allowed.
        """
        if self.kind == "yes or no":
            return self._yes(value)
        if self.minimum is None and self.maximum is None:
            return self._of_parameter(value)
        most = math.inf if self.maximum is None else self.maximum
        number = parse_number(value, column=self.name)
        if self.kind == "money" and not number > 0:
            raise InputError("too small", column=self.name, value=value, allowed="above 0")
        return within(value, self.minimum or 0.0, most, column=self.name)

    def default_value(self, evidence: Evidence) -> float:
        """Return what stands where nobody answers, in the unit of the question."""
        if self.default is not None:
            return self.default
        value = evidence[self.default_from]
        return 100 * value if self.kind == "of 100" else value

    def default_source(self) -> str:
        """Return where the default comes from, with its grade."""
        known = parameters().get(self.default_from)
        grade = self.grade or (known.grade if known else "")
        source = self.source or (known.source.split(";")[0] if known else "")
        return f"{source} (grade {grade})"

    def shown(self, value: float, currency: str = "") -> str:
        """Return an answer with its unit."""
        if self.kind == "yes or no":
            return "yes" if value else "no"
        if self.kind == "share":
            return f"{100 * value:.3g} % {self.unit}".strip()
        amount = f"{value:,.0f} {currency}".strip() if self.kind == "money" else f"{value:.3g}"
        unit = "month" if (amount, self.unit) == ("1", "months") else self.unit
        return f"{amount} {unit}".strip()

    def default_shown(self, evidence: Evidence) -> str:
        """Return the default with its unit."""
        value = self.default_value(evidence)
        if self.kind == "money":
            return f"{100 * value:.3g} % of your average account, the largest left out"
        return self.shown(value)

    def _yes(self, value: object) -> float:
        if isinstance(value, int | float) and value in (0, 1):
            return float(value)
        known = _YES_OR_NO.get(str(value).strip().casefold())
        if known is None:
            raise InputError("not an answer", column=self.name, value=value, allowed="yes or no")
        return known

    def _of_parameter(self, value: object) -> float:
        known = parameters()[self.sets]
        number = within(value, known.minimum, known.maximum, column=self.name)
        try:
            return known.check(number)
        except InputError as error:
            raise InputError(error.message, column=self.name, value=value) from None


@cache
def questions() -> dict[str, Question]:
    """Return the questions by name, in the order in which they are asked."""
    path = data_path("profile.csv")
    found = {}
    for number, row in read_rows(path):
        try:
            found[row["name"]] = Question(**{key: text for key, text in row.items() if text})
        except InputError as error:
            raise InputError(str(error), file=path.name, row=number) from None
    return found


def with_calls_made(scenario: Scenario) -> Scenario:
    """Return the scenario with so many calls planned that its own number is made in year 1.

    Parameters
    ----------
    scenario
        Its diary plans the calls that the client makes.

    Returns
    -------
    Scenario
        Of the same name and label. Where the week cannot hold as many calls, three times as many
        are planned and the reality sheet shows what is missing.

    Notes
    -----
    Of the calls in a diary some fall to more urgent work, an empty seat, or a list of targets that
    is used up. A client tells those that took place, so the model has to plan more. The worlds of
    this search are none of the study's.
    """
    made = scenario.discipline.calls_per_month
    if not made:
        return scenario
    planned = _planned(_Keyed(scenario.with_(horizon_years=1, stress=())), made)
    return scenario.with_(discipline=scenario.discipline.with_(calls_per_month=planned))


def calls_made(run: Run) -> np.ndarray:
    """Return calls made in year 1, a month and seat, filled or not; shape (worlds,)."""
    return np.asarray(first_year_flow(run, "calls_made") / seat_weeks(run) * _WEEKS / _MONTHS)


def first_year_flow(run: Run, column: str) -> np.ndarray:
    """Return a column of the reps frame, added up over seats and the first twelve months."""
    return np.asarray(seat_panel(run, column)[:, 1 : _MONTHS + 1].sum(axis=(1, 2)))


def seat_weeks(run: Run) -> np.ndarray:
    """Return the weeks of all seats in year 1, filled or vacant; NaN where there are none."""
    hours = first_year_flow(run, "available_hours") + first_year_flow(run, "vacant_hours")
    capacity = float(run.scenario.evidence["selling_hours_per_week"])
    return np.asarray(np.where(hours > 0, hours, np.nan) / capacity)


class _Keyed:
    """A scenario that is equal to another of the same outcome."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return hash(self.scenario.key())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.scenario.key() == self.scenario.key()


@lru_cache(maxsize=64)
def _planned(keyed: _Keyed, made: float) -> float:
    planned = made
    for _ in range(_ROUNDS):
        got = _made_with(keyed.scenario, planned)
        if abs(got - made) <= _CLOSE * made or not got:
            break
        planned = min(planned * made / got, _MOST_TIMES * made)
    return planned


def _made_with(scenario: Scenario, planned: float) -> float:
    diary = scenario.discipline.with_(calls_per_month=planned)
    run = simulate(
        scenario.with_(discipline=diary),
        worlds=_WORLDS,
        seed=_SEED,
        keep="worlds",
        executor="threads",
        progress=False,
    )
    return float(np.nanmean(calls_made(run)))


class Profile(Record):
    """At most twelve answers; None is "nobody answered" and leaves the default.

    ``Profile(calls_made=2, gross_margin="31 %")``; the questions stand in ``data/profile.csv``.

    Raises
    ------
    InputError
        For an answer outside its limits, naming question, value and what is allowed.
    """

    calls_made: float | None = None
    calls_protected: bool | None = None
    one_to_ones: float | None = None
    """A month and rep, as things are."""
    visits: float | None = None
    """Substantial conversations a quarter with an ordinary account."""
    extras: float | None = None
    """Share of the service work that is gifts and extras, 0 to 0.9."""
    typical_new_account: float | None = None
    """Money a year."""
    service_load: float | None = None
    """Share of the week that today's accounts take, conversations and extras included."""
    targets_per_rep: float | None = None
    rep_turnover: float | None = None
    """Of 100 reps, how many leave in a year."""
    gross_margin: float | None = None
    operating_margin: float | None = None
    """Shares of revenue."""
    cash_months: float | None = None
    """For which cash pays all bills."""

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
            check_in_every_weeks=WEEKS_PER_MONTH / talks if talks else None,
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
        this arm, and more calls are planned than made (`simlib.studies.client.profile`). Without a
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
