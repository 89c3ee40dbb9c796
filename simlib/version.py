"""The version of simlib, once."""

__version__ = "0.1.0"
