"""What the client's own ledger says, beside what the model says of the same book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from simlib.analysis.accounts import AccountSurvival, account_survival
from simlib.analysis.precision import Shown
from simlib.history.origin import book_at
from simlib.history.owners import OwnerDepartures, owner_departures
from simlib.history.pooling import PooledRate, pooled_rate, prior_rate, scaled_evidence
from simlib.history.relationships import Relationship, relationships
from simlib.history.retention import Retention, retention
from simlib.history.rows import RULES, LossRule
from simlib.history.survival import Survival, sensitivity, survival
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.intake.booking import Ledger
from simlib.run.simulate import simulate
from simlib.version import __version__

_LARGEST = 150
_SHOWN_ACCOUNTS = 10_000


@dataclass(frozen=True, eq=False, repr=False)
class History(Shown):
    """A ledger's history."""

    rule: LossRule
    first_day: date
    last_day: date
    currency: str
    kind: str
    """As in the ledger."""
    relationships: int
    lost: int
    came_back: int
    left_truncated: int
    """Relationships under the rule; those lost, those that began after a loss, and those there
    before the ledger.
    """
    new_accounts: Survival | None
    """From the first booking; None where the ledger cannot tell."""
    on_book: tuple[Survival, ...]
    """Accounts on the book at a day, under every rule the ledger can bear, the declared one
    included; empty for deals.
    """
    retention: Retention
    owners: OwnerDepartures
    pooled: PooledRate
    model: AccountSurvival
    model_pooled: AccountSurvival
    """The model's accounts of the same book, under the evidence and under the pooled rate."""
    scenario: Scenario
    """What the model played."""
    footer: str

    @property
    def own(self) -> Survival | None:
        """The survival of accounts on the book under the declared rule, if the ledger bears it."""
        return next((each for each in self.on_book if each.rule == self.rule), None)


def history(
    ledger: Ledger,
    rule: LossRule | None = None,
    *,
    scenario: Scenario | None = None,
    since: Mapping[str, date] | None = None,
    rules: Sequence[LossRule] = RULES,
    worlds: int | None = None,
    seed: int = 1,
) -> History:
    """Read a ledger's history.

    Parameters
    ----------
    ledger : Ledger
        Of one firm. Where its book is only the largest accounts, loss rate and survival on the book
        are theirs; retention and new accounts are of everybody.
    rule : LossRule, optional
        When an account is lost, by default after 365 days of silence.
    scenario : Scenario, optional
        What to hold it against: the client's book and diary. By default the 150 largest accounts
        now on the book, looked after by a team that does not prospect.
    since : mapping of str to date, optional
        When accounts became customers, where that is known.
    rules : sequence of LossRule
        What the loss rule is varied over.
    worlds, seed : int
        Of the model's own survival; by default as many futures as keep it to a second or so.

    Raises
    ------
    InputError
        If no account is on the book at the ledger's end, and no scenario is given.
    """
    chosen = rule or LossRule()
    played = scenario or _neutral(ledger, chosen)
    # Like with like: the model follows the book, so does the ledger.
    size = len(played.book.accounts)
    pooled = pooled_rate(ledger, prior_rate(played, seed=seed), chosen, largest=size)
    every = relationships(ledger, chosen, since=since)
    count = worlds or max(20, min(200, _SHOWN_ACCOUNTS // size))
    is_deals = ledger.kind == "deals"
    return History(
        rule=chosen,
        first_day=ledger.first_day,
        last_day=ledger.last_day,
        currency=ledger.currency,
        kind=ledger.kind,
        relationships=len(every),
        lost=sum(each.lost for each in every),
        came_back=sum(each.came_back for each in every),
        left_truncated=sum(each.left_truncated for each in every),
        new_accounts=None if is_deals else _new_accounts(ledger, chosen, since),
        on_book=()
        if is_deals
        else sensitivity(ledger, _with(rules, chosen), largest=size, seed=seed),
        retention=retention(ledger, seed=seed),
        owners=owner_departures(ledger),
        pooled=pooled,
        model=_modelled(played, 1.0, "published figures", count, seed),
        model_pooled=_modelled(played, pooled.factor, "pooled", count, seed),
        scenario=played,
        footer=_footer(ledger, chosen, every, count, seed),
    )


def _neutral(ledger: Ledger, rule: LossRule) -> Scenario:
    book = book_at(ledger, ledger.last_day, rule, largest=_LARGEST, name="the ledger")
    if book is None:
        raise InputError(
            "no account is on the book at the ledger's end",
            value=rule.words,
            allowed="a longer silence, or a scenario to hold the ledger against",
        )
    return Scenario(book=book, discipline="devoted")


def _new_accounts(
    ledger: Ledger, rule: LossRule, since: Mapping[str, date] | None
) -> Survival | None:
    try:
        return survival(ledger, rule, since=since)
    except InputError:
        return None


def _with(rules: Sequence[LossRule], chosen: LossRule) -> tuple[LossRule, ...]:
    every = {rule.silent_days: rule for rule in rules} | {chosen.silent_days: chosen}
    return tuple(every[days] for days in sorted(every))


def _modelled(
    scenario: Scenario, factor: float, label: str, worlds: int, seed: int
) -> AccountSurvival:
    evidence = scaled_evidence(scenario.evidence, factor) if factor != 1 else scenario.evidence
    played = scenario.with_(evidence=evidence, unlimited_cash=True, label=label)
    run = simulate(played, worlds=worlds, seed=seed, log="story", progress=False)
    return account_survival(run)


def _footer(
    ledger: Ledger, rule: LossRule, every: Sequence[Relationship], worlds: int, seed: int
) -> str:
    return (
        f"Source: {ledger.source or 'ledger'} · {ledger.first_day} to {ledger.last_day}, "
        f"{len(ledger.bookings):,} bookings, {len(every):,} relationships, {rule.words} · model: "
        f"published evidence, {worlds} futures, seed {seed} · simlib {__version__}"
    )
