"""One line that says which run an output was drawn from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from simlib.present.deck.xml import plain
from simlib.present.words import show_name

if TYPE_CHECKING:
    from simlib.studies.client.case import ClientCase

_DIGITS = 10


def run_id(case: ClientCase) -> str:
    """Return ten digits that change with anything that decides the numbers of a case."""
    digest = hashlib.sha256()
    for run in (*case.comparison.runs, *case.after_loss.runs):
        origin = run.provenance
        digest.update(
            f"{origin.version} {origin.scenario_hash} {origin.seed} {origin.first_world} "
            f"{origin.world_count}\n".encode()
        )
    return digest.hexdigest()[:_DIGITS]


def case_footer(case: ClientCase) -> str:
    """Return run id, code version, seed, evidence and data date on one line."""
    origin = case.comparison.reference.provenance
    parts = [
        f"run {run_id(case)}",
        f"simlib {origin.version}",
        f"{origin.world_count:,} futures, seed {origin.seed}",
        show_name(plain(origin.evidence), longest=60),
        f"data of {origin.data_date}" if origin.data_date else "data undated",
    ]
    return " · ".join(parts)
