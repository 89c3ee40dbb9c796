"""``python -m simlib``."""

import sys


def main() -> None:
    """Run the command line; Ctrl-C ends in one line even while it is still being loaded."""
    try:
        from simlib.cli import main as command_line
    except KeyboardInterrupt:
        sys.stderr.write("simlib: stopped; nothing was begun\n")
        raise SystemExit(130) from None
    command_line()


if __name__ == "__main__":
    main()
