"""Seats: who sits in them, who leaves, who is laid off, and what is handed over."""

from __future__ import annotations

from simlib.model import rules
from simlib.model.accounts import change_hands
from simlib.model.clock import Process, Rank
from simlib.model.firm import Firm
from simlib.model.plan import ForcedPlan
from simlib.model.prospecting import lose_open_opportunities
from simlib.model.shocks import lose
from simlib.model.state import Account, Rep, Status
from simlib.world.streams import purpose

_DEPARTURE_GAP = purpose("departure_gap")
_KEENNESS = purpose("keenness")
_MEETING_EFFECT = purpose("meeting_effect")
_FOLLOWS_OWNER = purpose("follows_owner")


def tenure_begins(firm: Firm, rep: Rep) -> None:
    """Seat a new person: fresh will, a temper of his own, and one day he will leave."""
    values = firm.values
    rep.seated = rep.desk.open = True
    rep.keenness, rep.keenness_week = 1.0, firm.week
    rep.keenness_half_life = rules.keenness_half_life(
        values["keenness_half_life_weeks"],
        values["keenness_spread"],
        firm.normal(_KEENNESS, rep.entity, rep.tenure),
    )
    effect = firm.uniform(_MEETING_EFFECT, rep.entity, rep.tenure)
    rep.team_effect = rules.scaled(values["team_meeting_effect_max"], effect)
    firm.start(tenure_ends(firm, rep, rep.tenure))


def tenure_ends(firm: Firm, rep: Rep, tenure: int) -> Process:
    """Leave after a random time, unless something else emptied the seat before."""
    if firm.plan.turnover <= 0:
        return
    exponential = firm.exponential(_DEPARTURE_GAP, rep.entity, tenure)
    gap = rules.gap_weeks(exponential, firm.plan.turnover)
    yield firm.wait(gap, Rank.DEPARTURE, rep.order)
    if rep.seated and rep.tenure == tenure:
        _leave(firm, rep)


def owner_leaves(firm: Firm, event: ForcedPlan) -> Process:
    """Leave in a forced week, and let some of the accounts follow, though the chair be empty."""
    yield firm.wait(event.week, Rank.FORCED, event.position)
    rep = firm.reps[event.rep]
    for account in firm.accounts_of(rep):
        if firm.uniform(_FOLLOWS_OWNER, account.entity, event.ordinal) < event.share:
            lose(firm, account, event.cause)
    if rep.seated:
        _leave(firm, rep)


def lay_off(firm: Firm, rep: Rep) -> None:
    """Close a seat: accounts go to the colleagues with the fewest, opportunities are lost."""
    firm.record("layoff", rep=rep.order)
    settle_seat_weeks(firm, rep)
    rep.seated, rep.laid_off = False, True
    rep.desk.open, rep.desk.closed = False, True
    lose_open_opportunities(firm, rep)
    for account in firm.accounts_of(rep):
        heir = min(
            (other for other in firm.reps if other.seated),
            key=lambda other: (other.accounts, other.order),
        )
        change_hands(firm, account, heir)
        firm.record("handed_over", rep=heir.order, account=account.order)
    for task in rep.desk.emptied():
        if isinstance(task.about, Account):
            task.about.owner.desk.add(task)
    rep.desk.ring()


def settle_seat_weeks(firm: Firm, rep: Rep) -> None:
    """Book the weeks since the last change of a seat as seated or vacant."""
    weeks = firm.week - rep.seat_change_week
    if rep.seated:
        rep.month.seated_weeks += weeks
    elif not rep.laid_off:
        rep.month.vacant_weeks += weeks
    rep.seat_change_week = firm.week


def _leave(firm: Firm, rep: Rep) -> None:
    firm.record("departure", rep=rep.order)
    vacate(firm, rep)
    for account in firm.accounts_of(rep):
        if account.status is Status.ACTIVE:
            firm.hand_over(account, rep)
    firm.start(seat_is_filled(firm, rep))


def seat_is_filled(firm: Firm, rep: Rep) -> Process:
    """Find a successor after a while; targets, position and last loss stay with the seat."""
    yield firm.wait(firm.values["vacancy_weeks"], Rank.SEAT_FILLED, rep.order)
    fill(firm, rep)


def vacate(firm: Firm, rep: Rep) -> None:
    """Leave a seat empty from now on."""
    settle_seat_weeks(firm, rep)
    rep.seated = rep.desk.open = False


def fill(firm: Firm, rep: Rep) -> None:
    """Let a new person sit in an empty seat from now on."""
    settle_seat_weeks(firm, rep)
    rep.tenure += 1
    firm.record("seat_filled", rep=rep.order)
    tenure_begins(firm, rep)
    rep.desk.ring()
