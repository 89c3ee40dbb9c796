"""What results mean: estimates with intervals between worlds. Computes, never draws.

Import from the modules (``from simlib.analysis.ruin import ruin``): several functions carry the
name of their module, and nothing heavy loads before it is used.
"""
