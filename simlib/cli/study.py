"""``simlib study``: scenarios in a file, run and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simlib.cli.words import check_folder, describe_book, say

study_app = typer.Typer(no_args_is_help=True, help="Studies: scenarios in one readable file.")


@study_app.command("run")
def run_study(
    file: Annotated[Path, typer.Argument(help="A study file (YAML).")],
    out: Annotated[Path, typer.Option(help="Folder for figures and page.")] = Path("figures"),
) -> None:
    """Play all scenarios of a study in the same futures; write figures and a page."""
    from simlib.inputs.study import Study
    from simlib.run.simulate import compare

    check_folder(out)
    study = Study.load(file)
    say(describe_book(study.scenarios[0]))
    comparison = compare(study.scenarios, worlds=study.worlds, seed=study.seed, log="story")

    from simlib.present.report import write_report
    from simlib.present.tables import text_table

    report = write_report(
        comparison, out, prefix=file.stem, seen=lambda path: say(f"  wrote {path}")
    )
    say(f"\n{report.headline}\n\n{text_table(report.table, index=True)}")


@study_app.command("diff")
def diff_studies(
    old: Annotated[Path, typer.Argument(help="A study file.")],
    new: Annotated[Path, typer.Argument(help="Another.")],
) -> None:
    """Say what changes from one study to another, a line each."""
    from simlib.inputs.study import Study

    for line in Study.load(old).diff(Study.load(new)) or ("no difference",):
        say(line)
