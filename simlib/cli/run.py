"""``simlib run``: one book, one diary, many futures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from simlib.cli.words import check_folder, describe_book, say
from simlib.inputs.errors import InputError

Period = Literal["year", "quarter", "month", "week"]
Engine = Literal["compiled", "simpy"]


def run(
    book: Annotated[str, typer.Option(help="A CSV file, or a shipped book (see 'simlib list').")],
    discipline: Annotated[str, typer.Option(help="The diary.")] = "weekly_block",
    diary: Annotated[
        list[str] | None,
        typer.Option(help="A rep's own: 'Dana Whitlock=daily_habit'; may be repeated."),
    ] = None,
    worlds: Annotated[int, typer.Option(help="How many futures.")] = 2000,
    seed: Annotated[int, typer.Option(help="Seed of chance.")] = 7,
    evidence: Annotated[str, typer.Option(help="graded, folklore, low or high.")] = "graded",
    years: Annotated[int, typer.Option(help="Horizon in years.")] = 5,
    period: Annotated[Period | None, typer.Option(help="What 'revenue' covers.")] = None,
    reps: Annotated[int | None, typer.Option(help="Seats, for a book without owners.")] = None,
    stress: Annotated[
        list[str] | None, typer.Option(help="Such as 'lose top:1 in week 52'; may be repeated.")
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option("--set", help="name=value of a lever or parameter; may be repeated."),
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="compiled, or simpy: the same to the last bit, and slow.")
    ] = "compiled",
    store: Annotated[
        Path | None, typer.Option(help="Folder that keeps finished futures, to go on or add more.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for a figure and the frames.")] = None,
) -> None:
    """Play one diary on a book and say what becomes of the firm."""
    from simlib.inputs.scenario import Scenario
    from simlib.inputs.shipped import load_book
    from simlib.run.simulate import simulate

    scenario = Scenario(
        book=load_book(book, period=period, reps=reps),
        discipline=discipline,
        diaries=_named("--diary", diary or []),
        evidence=evidence,
        horizon_years=years,
        stress=tuple(stress or ()),
    ).with_(**_named("--set", change or []))
    if out is not None:
        check_folder(out)
    say(describe_book(scenario))
    say(f"\nPlaying '{scenario.label}' in {worlds:,} futures ...")
    result = simulate(scenario, worlds=worlds, seed=seed, log="story", engine=engine, store=store)

    from simlib.present.paper.reports import digest, write_frames

    say("\n" + digest(result))
    if out is not None:
        for path in write_frames(result, out):
            say(f"  wrote {path}")


def _named(option: str, lines: list[str]) -> dict[str, Any]:
    """Return what ``name=value`` lines say; a name said twice is refused."""
    found: dict[str, Any] = {}
    for line in lines:
        name, equals, value = (part.strip() for part in line.partition("="))
        if not equals:
            raise InputError("not a change", column=option, value=line, allowed="name=value")
        if name in found:
            raise InputError("the same name twice", column=option, value=line)
        found[name] = value
    return found
