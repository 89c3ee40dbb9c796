"""Every oracle there is, and how all of them are asked."""

from __future__ import annotations

from verification.oracles import (
    cash,
    chance,
    coverage,
    losses,
    new_accounts,
    population,
    prospecting,
    protection,
    published,
    queue,
    same_fate,
    seats,
    shocks,
)
from verification.oracles.oracle import Oracle, Question

QUESTIONS: tuple[Question, ...] = (
    *chance.ORACLES,
    *same_fate.ORACLES,
    *losses.ORACLES,
    *shocks.ORACLES,
    *protection.ORACLES,
    *queue.ORACLES,
    *prospecting.ORACLES,
    *new_accounts.ORACLES,
    *population.ORACLES,
    *seats.ORACLES,
    *cash.ORACLES,
    *published.ORACLES,
    *coverage.ORACLES,
)
"""In the order in which they are shown."""


def play_oracles() -> tuple[Oracle, ...]:
    """Play every oracle with its fixed seed and return what each found.

    Returns
    -------
    tuple of Oracle
        In the order of `QUESTIONS`. What was played is remembered, so that a second call in the
        same process takes no time.
    """
    return tuple(question.ask() for question in QUESTIONS)


def play_wrong_theories() -> tuple[Oracle, ...]:
    """Hold the same futures to theories that are wrong on purpose: each oracle must fail.

    Returns
    -------
    tuple of Oracle
        In the order of `QUESTIONS`.
    """
    return tuple(question.ask(question.wrong) for question in QUESTIONS)
