"""Play the long studies: ``python -m tools.studies build|check [NAME ...]``.

build [NAME ...]
    Play those whose stored result is missing or stale, or those named.
check [NAME ...]
    Say which results are missing or stale, without playing anything.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from simlib.inputs.errors import InputError
from simlib.studies.register import STUDIES, named_study
from simlib.studies.stored import LongStudy


def build(studies: Sequence[LongStudy]) -> int:
    """Play the studies and keep their results; return the number of failures, 0."""
    for study in studies:
        print(f"  {study.name}: about {study.minutes:g} minutes ...", flush=True)
        begin = time.monotonic()
        path = study.build()
        print(f"  {study.name}: {time.monotonic() - begin:.0f} s, {path}", flush=True)
    return 0


def check(studies: Sequence[LongStudy]) -> int:
    """Name the results that may not be used; return how many."""
    faults = [fault for study in studies if (fault := _fault(study))]
    for fault in faults:
        print(f"  {fault}", flush=True)
    return len(faults)


def _fault(study: LongStudy) -> str:
    try:
        why = study.stale()
    except InputError as error:
        return str(error)
    return why and f"{study.name}: {why}"


def main(arguments: Sequence[str]) -> int:
    """Run a command; return the exit status."""
    command, *names = arguments or [""]
    if command not in ("build", "check"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        studies = [named_study(name) for name in names] or list(STUDIES.values())
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    if command == "check":
        return int(check(studies) > 0)
    return build([study for study in studies if names or _fault(study)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
