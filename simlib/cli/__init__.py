"""The command line: ``demo``, ``run``, ``import``, ``deck``, ``study``, ``claims`` and ``list``."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from typing import Any

import typer

from simlib.cli.claims import claims
from simlib.cli.deck import deck
from simlib.cli.demo import demo
from simlib.cli.importing import import_client
from simlib.cli.listing import show_list
from simlib.cli.run import run
from simlib.cli.study import study_app
from simlib.inputs.errors import InputError

_STOPPED = 130

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="What happens to us if we lose our biggest account, and how much prospecting is enough?",
)
app.command()(demo)
app.command()(run)
app.command("import")(import_client)
app.command()(deck)
app.command("list")(show_list)
app.command()(claims)
app.add_typer(study_app, name="study")


def main() -> None:
    """Run the command line; bad input ends in one clear line and exit status 2."""
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _say_plainly(warnings.showwarning)
            app()
    except InputError as error:
        print(f"simlib: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except OSError as error:
        print(f"simlib: {_said(error)}", file=sys.stderr)
        raise SystemExit(2) from None
    except SystemExit as end:
        # typer ends with this status on Ctrl-C, and says nothing.
        if end.code == _STOPPED:
            print("simlib: stopped; no file is half-written", file=sys.stderr)
        raise


def _say_plainly(otherwise: Callable[..., None]) -> Callable[..., None]:
    """Return what shows a warning: ours in one line, any other with its place in the code."""

    def show(message: Warning | str, category: type[Warning], *place: Any) -> None:
        if category is UserWarning:
            print(f"simlib: {message}", file=sys.stderr)
        else:
            otherwise(message, category, *place)

    return show


def _said(error: OSError) -> str:
    if error.filename is None:
        # A disk that fills up while we write does not say which file it was.
        return f"{error.strerror or error}; no file is half-written"
    return f"{error.strerror}: {error.filename}"
