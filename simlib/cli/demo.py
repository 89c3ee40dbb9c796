"""``simlib demo``: a real book, a reference diary and others through the same futures."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from simlib.cli.words import check_folder, describe_book, say

REFERENCE = "babysitter"
OTHERS = ("devoted", "one_call_a_month", "weekly_block")


def demo(
    book: Annotated[
        str, typer.Option(help="A shipped book (see 'simlib list'), or a CSV file.")
    ] = "hms_associates",
    worlds: Annotated[int, typer.Option(help="How many futures.")] = 2000,
    seed: Annotated[int, typer.Option(help="Seed of chance.")] = 7,
    all_: Annotated[bool, typer.Option("--all", help="All ten diaries in the table.")] = False,
    out: Annotated[Path, typer.Option(help="Folder for figures and page.")] = Path("figures"),
    open_page: Annotated[bool, typer.Option("--open", help="Open the page at the end.")] = False,
) -> None:
    """Play a reference diary and three others on a book; write figures and a page."""
    from simlib.inputs.disciplines import disciplines
    from simlib.inputs.scenario import Scenario
    from simlib.run.simulate import compare

    check_folder(out)
    base = Scenario(book=book, discipline=REFERENCE)
    say(describe_book(base))
    named = (REFERENCE, *OTHERS)
    rest = [name for name in disciplines() if name not in named] if all_ else []
    arms = [base.with_(discipline=name) for name in (*named, *rest)]
    say(f"\nPlaying {len(arms)} diaries in the same {worlds:,} futures ...")
    comparison = compare(arms, worlds=worlds, seed=seed, log="story")

    from simlib.present.paper.reports import write_report
    from simlib.present.paper.tables import text_table

    report = write_report(comparison, out, seen=lambda path: say(f"  wrote {path}"))
    say(f"\n{report.headline}\n\n{text_table(report.table, index=True)}")
    say("\n± is the 95 % interval of the simulation, not of the inputs. Rows below the first are")
    say("differences from it in the same futures; in brackets how many times as many futures it")
    say("would take to know them as well if every diary had its own.")
    say(f"\n{report.check}")
    say(f"\nOpen {report.page.resolve().as_uri()}")
    if open_page:
        webbrowser.open(report.page.resolve().as_uri())
