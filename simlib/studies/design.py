"""Points of the box of inputs: where they come from, and what a few diaries do at each of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

import numpy as np

from simlib.analysis.measures import Measure, measure_named
from simlib.analysis.precision import Floats
from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.ranges import evidence_at, uncertain_inputs
from simlib.inputs.scenario import Scenario
from simlib.run.order import Log
from simlib.run.result import Comparison
from simlib.run.simulate import compare

if TYPE_CHECKING:
    from simlib.run.result import Run

Reading = TypeVar("Reading")


@dataclass(frozen=True, slots=True)
class InputDraw:
    """One way the inputs may truly be."""

    number: int
    evidence: Evidence
    quantiles: dict[str, float]
    """Where in its range each uncertain input was drawn."""
    margin_lowered: bool
    """Whether the operating margin had to give way to a fixed cost of zero."""

    def value(self, name: str) -> float:
        """Return the drawn value of a parameter or of a cause's number."""
        if "." not in name:
            return self.evidence[name]
        cause, _, field = name.partition(".")
        return float(getattr(self.evidence.cause(cause), field))


def input_draws(
    evidence_set: str = "graded",
    count: int = 100,
    *,
    seed: int = 1,
    only: Sequence[str] | None = None,
) -> tuple[InputDraw, ...]:
    """Draw evidence from its ranges, all inputs independently.

    Parameters
    ----------
    evidence_set : {"graded", "folklore"}
        ``folklore`` holds the authors' own figures and draws the rest.
    seed
        Draw ``k`` of an input depends on the seed, its name and ``k``: neither more draws nor
        another input change it.
    only
        Draw these inputs alone and hold the others at their central values.
    """
    known = [each.name for each in uncertain_inputs(evidence_set)]
    names = known if only is None else [name for name in known if name in set(only)]
    draws = []
    for number, row in enumerate(drawn_quantiles(names, count, seed=seed)):
        quantiles = dict(zip(names, map(float, row), strict=True))
        drawn = evidence_at(quantiles, evidence_set)
        draws.append(InputDraw(number, drawn.evidence, quantiles, drawn.margin_lowered))
    return tuple(draws)


def drawn_quantiles(names: Sequence[str], count: int, *, seed: int) -> Floats:
    """Return where in its range each input stands in each draw, shape (count, inputs)."""
    columns = [np.random.default_rng([seed, crc32(name.encode())]).random(count) for name in names]
    return np.array(columns).reshape(len(names), count).T


def play_rows(
    rows: Sequence[Sequence[Scenario]],
    read: Callable[[Comparison], Reading],
    *,
    worlds: int,
    seed: int,
    first_world: int = 0,
    log: Log = "none",
    apart: bool = False,
) -> list[Reading]:
    """Play each row's scenarios in the same worlds and keep only what is read from them.

    Parameters
    ----------
    rows : sequence of sequences of Scenario
        One comparison a row; the same worlds for all rows.
    read
        From a row's comparison to what is wanted of it (its runs are dropped afterwards).
    worlds, seed, first_world, log
        As in `simlib.compare`.
    apart
        Each row in worlds of its own (its scenarios still share them), so that a mean over rows
        does not hang on a few worlds.

    Returns
    -------
    list
        What was read, row by row.
    """

    def play(place: int, row: Sequence[Scenario]) -> Reading:
        return read(
            compare(
                row,
                worlds=worlds,
                seed=seed,
                first_world=first_world + place * worlds * apart,
                log=log,
                keep="worlds",
                executor="here",
                progress=False,
            )
        )

    # The compiled engine lets go of the interpreter, so rows run side by side.
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(play, range(len(rows)), rows))


@dataclass(frozen=True, eq=False)
class Played:
    """What diaries do at the points of a design."""

    values: Floats
    """Money as a share of the book's revenue a year; NaN where the question does not arise; shape
    (points, diaries, measures, worlds).
    """
    margins_lowered: int
    """Points at which the operating margin gave way to a fixed cost of zero."""

    def differences(self, measure: int = 0) -> Floats:
        """Return the second diary minus the first, shape (points, worlds)."""
        return np.asarray(self.values[:, 1, measure] - self.values[:, 0, measure])


def play_points(
    diaries: Sequence[Scenario],
    names: Sequence[str],
    quantiles: Floats,
    measures: Sequence[str],
    *,
    worlds: int,
    seed: int,
    first_world: int = 0,
    below: float = 0.7,
    evidence_set: str = "graded",
    apart: bool = False,
) -> Played:
    """Play a few diaries at each point of a design.

    Parameters
    ----------
    diaries
        Their evidence is replaced.
    names
        Uncertain inputs; those not named stay at their central value.
    quantiles : ndarray, shape (points, inputs)
        Where in its range each input stands, 0 to 1; NaN leaves it at its central value.
    measures
        Of `simlib.analysis.measures.MEASURES`.
    worlds, seed, first_world
        The same worlds at every point, or, with ``apart``, other ones at each.
    below
        Threshold of ``"survival"``.

    Raises
    ------
    InputError
        For an unknown input or measure, or an input of the folklore set that is held.
    """
    chosen = [measure_named(name, below=below) for name in measures]
    _refuse_held(names, evidence_set)
    drawn = [evidence_at(_moved(names, at), evidence_set) for at in quantiles]
    rows = [[s.with_(evidence=each.evidence) for s in diaries] for each in drawn]

    def read(comparison: Comparison) -> Floats:
        return np.array([[_scaled(each, run) for each in chosen] for run in comparison.runs])

    values = play_rows(rows, read, worlds=worlds, seed=seed, first_world=first_world, apart=apart)
    return Played(np.array(values), sum(each.margin_lowered for each in drawn))


def drawn_points(evidence_set: str, count: int, *, seed: int) -> tuple[tuple[str, ...], Floats]:
    """Return the names of all uncertain inputs and ``count`` draws of their quantiles.

    The draws are those of `simlib.studies.design.input_draws`; shape (count, inputs).
    """
    names = tuple(each.name for each in uncertain_inputs(evidence_set))
    return names, drawn_quantiles(names, count, seed=seed)


def refuse_unless_two(diaries: Sequence[Scenario]) -> None:
    """Refuse anything but two diaries to compare."""
    if len(diaries) != 2:
        raise InputError("a difference needs two diaries", value=len(diaries), allowed="2")


def _moved(names: Sequence[str], quantiles: Floats) -> dict[str, float]:
    pairs = zip(names, quantiles, strict=True)
    return {name: float(at) for name, at in pairs if not np.isnan(at)}


def _scaled(measure: Measure, run: Run) -> Floats:
    values = measure.values(run)
    return values / run.initial_revenue if measure.unit == "money" else values


def _refuse_held(names: Sequence[str], evidence_set: str) -> None:
    known = {each.name for each in uncertain_inputs(evidence_set)}
    for name in names:
        if name not in known and name in {each.name for each in uncertain_inputs()}:
            raise InputError("held at the authors' figure", column=name, value=evidence_set)


def with_largest_at(book: Book, share: float) -> Book:
    """Return the book with its largest account rescaled to a share of the revenue.

    Parameters
    ----------
    share
        Of the new total, between 0 and 1. Below the size of the second-largest account that one
        becomes the largest: the others are left as they are.

    Raises
    ------
    InputError
        For an impossible share, or a book of one account.
    """
    if not 0 < share < 1 or len(book.accounts) < 2:
        raise InputError("not a share of two accounts or more", value=share, allowed="0 to 1")
    largest = max(book.accounts, key=lambda account: account.annual_revenue)
    others = book.annual_revenue - largest.annual_revenue
    rescaled = replace(largest, annual_revenue=others * share / (1 - share))
    accounts = tuple(rescaled if each is largest else each for each in book.accounts)
    told = f"{book.source}; largest account rescaled to {100 * share:g} % of revenue"
    return replace(book, accounts=accounts, source=told)


def with_share_of_rep(book: Book, rep: str, share: float) -> Book:
    """Return the book with a rep's largest account at a share of what he owns, which stays."""
    client = largest_of_rep(book, rep)
    total = sum(account.annual_revenue for account in book.accounts if account.owner == rep)
    others = total - client.annual_revenue
    if not 0 < share < 1 or others <= 0:
        raise InputError("not a share of two accounts or more", value=share, allowed="0 to 1")

    def rescaled(account: Account) -> Account:
        if account.owner != rep:
            return account
        part = share if account is client else (1 - share) * account.annual_revenue / others
        return replace(account, annual_revenue=part * total)

    return replace(book, accounts=tuple(rescaled(account) for account in book.accounts))


def largest_of_rep(book: Book, rep: str) -> Account:
    """Return the largest account of a rep."""
    owned = [account for account in book.accounts if account.owner == rep]
    if not owned:
        raise InputError("a rep without accounts", value=rep)
    return max(owned, key=lambda account: account.annual_revenue)


def with_loss_rates(evidence: Evidence, factor: float) -> Evidence:
    """Return evidence in which every cause of loss strikes ``factor`` times as often."""
    rates = {
        f"{cause.name}.annual_rate": factor * cause.annual_rate
        for cause in evidence.causes
        if cause.effect == "loss"
    }
    return evidence.with_(**rates)
