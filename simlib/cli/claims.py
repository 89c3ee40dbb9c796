"""``simlib claims``: what sales authors assert, on trial."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simlib.cli.words import check_folder, say

if TYPE_CHECKING:
    from simlib.studies.claims.results import ClaimResult


def claims(
    only: Annotated[
        list[str] | None, typer.Option(help="Id of a claim such as C05; may be repeated.")
    ] = None,
    worlds: Annotated[int, typer.Option(help="Futures for each verdict, and as many fresh.")] = 300,
    draws: Annotated[int, typer.Option(help="Draws of the inputs from their ranges.")] = 60,
    worlds_a_draw: Annotated[int, typer.Option(help="Futures for each draw.")] = 12,
    seed: Annotated[int, typer.Option(help="Seed of chance.")] = 7,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the page of verdicts and a table.")
    ] = None,
) -> None:
    """Try the claims of sales authors under the published figures and under their own."""
    from simlib.studies.claims.trial import Effort, trial

    if out is not None:
        check_folder(out)
    say("Trying each claim at the central inputs, over the inputs, and in fresh futures ...")
    effort = Effort(worlds=worlds, draws=draws, worlds_a_draw=worlds_a_draw)
    found = trial(only, effort=effort, seed=seed, seen=lambda part: say(f"  {part}"))

    from simlib.present.words.checks import audit_notes
    from simlib.present.words.claims import trial_headline
    from simlib.studies.audit.review import audit
    from simlib.words import EVIDENCE_WORDS

    for results in zip(*found.by_evidence, strict=True):
        say(f"\n{results[0].id}  {results[0].author}: {results[0].claim}")
        for result in results:
            say(_verdict(result, EVIDENCE_WORDS[result.evidence]))
    say(f"\n{trial_headline(found)}\n\n{audit_notes(audit(None, found))}")
    if out is not None:
        from simlib.present.draw.style import save
        from simlib.present.paper.tables import write_csv
        from simlib.present.plots import verdicts
        from simlib.present.words.claims import verdict_table

        say(f"  wrote {save(verdicts(found), out / 'claims.png', close=True)}")
        say(f"  wrote {write_csv(verdict_table(found), out / 'claims.csv', index=True)}")


def _verdict(result: ClaimResult, evidence: str) -> str:
    from simlib.present.words.claims import number_words, share_words, turning_words, verdict_word

    lines = [f"  {evidence}: {verdict_word(result).upper()}; holds in {share_words(result)}"]
    lines += [f"    {test.estimand}: {number_words(test)}" for test in result.tests]
    lines += [f"    {turning_words(result)}", f"    {result.worlds:,} futures"]
    return "\n".join(lines)
