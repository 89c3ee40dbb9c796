"""Commands for people who work on simlib: ``python -m tools.NAME``."""
