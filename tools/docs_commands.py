"""Every command, read from the Makefile, with the time it was measured to take."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simlib.studies.register import STUDIES
from tools.docs_tables import table
from tools.docs_times import about, measured
from tools.setup import ROOT

_TARGET = re.compile(r"^([a-z-]+):[^\n]*## ([^\n]*)\n\t@?\$\((?:VENV|PYTHON)\) (-m [^\n]*)", re.M)


@dataclass(frozen=True)
class Command:
    """A make target: its name, what it does, and the arguments Python gets for it."""

    target: str
    does: str
    arguments: tuple[str, ...]


def make_targets() -> dict[str, Command]:
    """Return the targets of the Makefile by name, in its order."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return {
        target: Command(target, _without_brackets(does), tuple(_plain(arguments).split()))
        for target, does, arguments in _TARGET.findall(text)
    }


def command_table(targets: tuple[str, ...] = ()) -> str:
    """Return the commands with and without make, all of them or those named."""
    known = make_targets()
    rows = [
        [f"`make {each.target}`", f"`python {' '.join(each.arguments)}`", each.does, _time(each)]
        for name, each in known.items()
        if not targets or name in targets
    ]
    return table(["command", "without make", "what it does", "takes"], rows)


def _without_brackets(does: str) -> str:
    """Return a remark without what it says of times: those are measured."""
    return re.sub(r" \(.*?\)", "", does)


def _plain(arguments: str) -> str:
    """Return arguments with make's own variables as words."""
    return re.sub(r"\$\$?\(?(\w+)\)?", r"\1", arguments)


def _time(command: Command) -> str:
    if command.target == "studies":  # only what is stale is played: the register knows the whole
        return f"{about(60 * sum(study.minutes for study in STUDIES.values()))} for all"
    return measured(command.target)
