"""Rough lives: small firms in which everything that is rare in a shipped book happens often."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.causes import Cause
from simlib.inputs.disciplines import discipline
from simlib.inputs.evidence import Evidence
from simlib.inputs.parameters import parameters
from simlib.inputs.scenario import Scenario
from tests.support.firms import book_of


def _account(number: int) -> Account:
    return Account(
        f"a{number:02d}",
        900.0 if number == 0 else 60.0 + 17.0 * (number % 8),
        owner=f"rep {number % 3}",
        buyer=("Shared", None)[number % 4 > 0],
        parent=("Group", "Holding", None)[min(2, number % 5)],
        sector=("food", "health", "all")[number % 3],
    )


BOOK = Book.from_accounts([_account(n) for n in range(12)], name="twelve", reps=["hunter"])
POOLED = BOOK.top(5, tail="pool")
SHOCKS = Evidence.named("high").causes
MONTH_ENDS = [
    "lose top:1 in week 26",
    "shrink top:2 by 40 % in week 26",
    "strike top:3 with competitor in week 26",
    "strike top:3 with neglect in week 26",
    "strike top:4 with buyer_moves in week 26",
    "owner:rep 1 leaves with share 0.5 in week 26",
    "owner:rep 1 leaves with share 0.9 in week 52",
    "lose top:3 in week 52",
    "strike top:5 with acquired in week 52",
]
"""Several forced events at the instants of month ends 6 and 12."""
EDGES = [
    "lose top:2 in week 0",
    "strike top:1 with neglect in week 0",
    "shrink top:1 by 100 % in week 0",
    "owner:rep 0 leaves with share 1 in week 0",
    "owner:hunter leaves with share 1 in week 0",
    "lose top:4 in week 104",
    "strike top:5 with neglect in week 104",
    "shrink top:6 by 10 % in week 104",
    "owner:rep 2 leaves with share 0.5 in week 104",
]
"""Forced events at the very start and at the horizon of two years."""
NO_HOURS = {
    name: 0.0
    for name, each in parameters().items()
    if name.endswith("_hours") and each.minimum == 0
}
STARVED = {
    "check_in_every_weeks": 0.5,
    "check_in_kind": "one_to_one",
    "check_in_hours": 2.0,
    "coaching_hours_per_week": 1.0,
    "deep_qualification": True,
    "meeting_probability": 0.9,
}
"""A manager who has time for almost nobody."""
GRIEVED = {"stress": (), "request_hours": 12.0, "requests_per_week": 1.0}
"""Requests that are late or ignored as a rule."""
SELLING = {"meeting_probability": 0.6, "advance_probability": 0.9, "decision_weeks": 4.0}
UNLIKE = {"rep 0": "babysitter", "rep 1": "arms_length", "hunter": "all_hunt"}
MEETINGS = {
    name: discipline("weekly_block").with_(
        check_in_kind="team_meeting", check_in_every_weeks=every, over_promise=promise
    )
    for name, every, promise in (("rep 0", 2.0, 0.0), ("rep 1", 2.0, 1.0), ("hunter", 3.0, 0.5))
}
"""Diaries of single reps: unlike in every lever, and with team meetings of two intervals."""
ONE_YEAR = {"horizon_years": 1}
POOR = {"cash_buffer_months": 0.3, "layoff_trigger_months": 60.0, "unlimited_cash": False}


@dataclass(frozen=True)
class Rough:
    """What is changed in the usual rough firm, and which events this must bring about."""

    changes: dict[str, Any]
    shows: set[str] = field(default_factory=set)

    def story(self) -> Scenario:
        """Return the scenario."""
        usual = Scenario(
            book=BOOK,
            discipline="weekly_block",
            evidence="high",
            horizon_years=2,
            request_hours=4.0,
            unlimited_cash=True,
        )
        return usual.with_(**self.changes)


def shaken(annual_rate: float, **numbers: float) -> dict[str, float]:
    """Return the changes that let every cause strike so often."""
    found = {f"{cause.name}.annual_rate": annual_rate for cause in SHOCKS}
    return found | {f"{cause.name}.{key}": v for cause in SHOCKS for key, v in numbers.items()}


def economy(effect: Any) -> dict[str, Any]:
    """Return the evidence in which every month something happens to everybody at once."""
    storm = Cause(
        name="storm",
        label="Storm",
        scope="economy",
        effect=effect,
        annual_rate=12,
        loss_probability=0.1,
        severity_high=0.2,
    )
    return {"evidence": Evidence.named("graded").with_cause(storm)}


ROUGH = {
    "forced events at month ends": Rough({"stress": MONTH_ENDS}, {"departure", "seat_filled"}),
    "forced events, decided at once": Rough(
        {"stress": MONTH_ENDS, "notice_weeks": 0.0, "vacancy_weeks": 0.0}, {"departure", "kept"}
    ),
    "forced events at both ends": Rough({"stress": EDGES}, {"departure", "shrunk", "lost"}),
    "both ends, decided at once": Rough({"stress": EDGES, "notice_weeks": 0.0}, {"departure"}),
    "team meetings": Rough(
        {"check_in_kind": "team_meeting", "check_in_every_weeks": 52 / 12}, {"check_in"}
    ),
    "team meetings that starve": Rough(
        {**STARVED, "check_in_kind": "team_meeting", "check_in_hours": 8.0}, {"check_in"}
    ),
    "one-to-ones": Rough(
        {"check_in_every_weeks": 1.0, "check_in_kind": "one_to_one"}, {"check_in"}
    ),
    "one-to-ones that starve": Rough({**STARVED, "rep_turnover_per_year": 3.0}, {"check_in"}),
    "check-ins that begin late": Rough(
        {
            "check_in_every_weeks": 2.0,
            "check_in_kind": "one_to_one",
            "check_in_from_week": 26.0,
            "calls_per_month": 8.0,
        },
        {"check_in"},
    ),
    "grievances": Rough({**GRIEVED, "grievances": True}, {"ignored", "heard", "rescued", "lost"}),
    "grievances, decided at once": Rough(
        {**GRIEVED, "grievances": True, "notice_weeks": 0.0}, {"served_late", "kept", "lost"}
    ),
    "grievances that visits settle": Rough(
        {**GRIEVED, "grievances": True, "review_every_weeks": 1.0}, {"reviewed", "lost"}
    ),
    "hunting that spoils": Rough(
        {**SELLING, **shaken(6.0), "spoiling": True, "calls_per_month": 40.0}, {"kept", "lost"}
    ),
    "both rival structures": Rough(
        {**GRIEVED, **SELLING, "grievances": True, "spoiling": True}, {"won", "lost"}
    ),
    "deep qualification": Rough({**SELLING, "deep_qualification": True}, {"dropped", "won"}),
    "promises": Rough({**SELLING, "over_promise": 1.0}, {"won", "active"}),
    "e-mail": Rough({"review_channel": "email", "review_every_weeks": 1.0}, {"reviewed"}),
    "helping": Rough({"coaching_focus": "helping", "review_every_weeks": 2.0}, {"reviewed"}),
    "gestures": Rough({"gesture_every_weeks": 0.1, "gesture_lift": 0.05}, {"gestured"}),
    "service first": Rough(
        {"priority_order": "babysitter", "gesture_every_weeks": 1}, {"gestured"}
    ),
    "scattered focus": Rough(
        {**SELLING, "target_focus": "scattered", "calls_per_month": 60.0}, {"flat_no", "meeting"}
    ),
    "a short list": Rough(
        {**SELLING, "targets_per_rep": 3, "cooling_weeks": 4.0, "calls_per_month": 60.0}, {"call"}
    ),
    "a short list, scattered": Rough(
        {"targets_per_rep": 3, "cooling_weeks": 0.0, "target_focus": "scattered"}, {"call"}
    ),
    "a short list, refilled": Rough(
        {"targets_per_rep": 3, "flat_no_probability": 0.5, "refill_targets": True, **SELLING},
        {"flat_no", "won"},
    ),
    "a short list, refilled and scattered": Rough(
        {"targets_per_rep": 3, "refill_targets": True, "target_focus": "scattered"}, {"flat_no"}
    ),
    "no list": Rough({"targets_per_rep": 0, "calls_per_month": 60.0}, {"lost"}),
    "calls only if none is open": Rough({**SELLING, "trigger": "none_open"}, {"call", "meeting"}),
    "calls after a loss": Rough({**SELLING, "trigger": "after_loss_26"}, {"call", "lost"}),
    "calls on the day of a loss": Rough({"trigger": "after_loss_0", **shaken(4.0)}, {"lost"}),
    "protected calls": Rough({"calls_protected": True, "calls_per_month": 40.0}, {"call"}),
    "calls as time allows": Rough({"calls_protected": False, "calls_per_month": 40.0}, {"call"}),
    "a short memory": Rough({"attempt_memory_weeks": 0.0, "calls_per_month": 20.0}, {"call"}),
    "tasks without hours": Rough({**NO_HOURS, **SELLING, "request_hours": 0.0}, {"won", "served"}),
    "no waiting anywhere": Rough(
        {
            **NO_HOURS,
            **SELLING,
            **dict.fromkeys(("notice_weeks", "vacancy_weeks", "discovery_delay_weeks"), 0.0),
            **dict.fromkeys(("decision_weeks", "ramp_weeks", "service_deadline_weeks"), 0.0),
            **{"request_hours": 0.0, "deep_qualification": True, "rep_turnover_per_year": 5.0},
        },
        {"won", "active", "departure"},
    ),
    "no notice": Rough({"notice_weeks": 0.0, **shaken(4.0)}, {"kept", "lost"}),
    "long notice": Rough({"notice_weeks": 30.0, **shaken(6.0)}, {"rescued", "kept", "lost"}),
    "no vacancy": Rough({"vacancy_weeks": 0.0, "rep_turnover_per_year": 5.0}, {"seat_filled"}),
    "no discovery delay": Rough({**SELLING, "discovery_delay_weeks": 0.0}, {"opportunity"}),
    "no ramp": Rough({**SELLING, "ramp_weeks": 0.0}, {"active"}),
    "a team of different people": Rough(
        {**SELLING, **POOR, "cash_buffer_months": 6.0, **shaken(3.0), "diaries": UNLIKE}, {"layoff"}
    ),
    "sold by one and owned by another": Rough(
        {
            **SELLING,
            **POOR,
            **shaken(3.0),
            "cash_buffer_months": 4.0,
            "onboarding_hours": 120.0,
            "diaries": {**UNLIKE, "hunter": MEETINGS["rep 1"].with_(calls_per_month=60.0)},
        },
        {"layoff", "active"},
    ),
    "visited by another clock": Rough(
        {
            **POOR,
            **shaken(3.0),
            "cash_buffer_months": 6.0,
            "diaries": {
                name: discipline("weekly_block").with_(
                    review_every_weeks=every, gesture_every_weeks=every / 2
                )
                for name, every in (("rep 0", 2.0), ("rep 1", 3.0), ("rep 2", 5.0))
            },
        },
        {"layoff", "reviewed"},
    ),
    "two teams that meet apart": Rough({**STARVED, "diaries": MEETINGS}, {"check_in"}),
    "ruin": Rough({**POOR, "layoff_trigger_months": 0.1, **shaken(3.0)}, {"ruin"}),
    "layoffs": Rough({**POOR, "cash_buffer_months": 6.0, **SELLING, **shaken(3.0)}, {"layoff"}),
    "layoffs of the managed": Rough(
        {**POOR, "cash_buffer_months": 6.0, **STARVED, **shaken(3.0)}, {"layoff", "handed_over"}
    ),
    "one account": Rough({"book": book_of(100.0), **SELLING}, {"meeting"}),
    "one account, forced": Rough(
        {"book": book_of(100.0), "stress": ["lose top:1 in week 52"], **SELLING}, {"lost"}
    ),
    "a pool": Rough({"book": POOLED, **economy("shrink")}, {"shrunk"}),
    "storms": Rough({**economy("loss"), **SELLING}, {"lost", "active"}),
    "turnover without end": Rough({"rep_turnover_per_year": 5.0, "vacancy_weeks": 30.0}),
    "shocks without end": Rough(
        {**ONE_YEAR, "notice_weeks": 2.0, **shaken(52.0, loss_probability=0.02)}, {"rescued"}
    ),
    "requests without end": Rough(
        {**ONE_YEAR, "requests_per_week": 20.0, "max_open_requests": 50}, {"ignored", "served_late"}
    ),
    "requests that take no time": Rough(
        {**ONE_YEAR, "requests_per_week": 20.0, "request_hours": 0.0}, {"served"}
    ),
}
