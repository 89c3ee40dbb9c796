"""Many worlds: runner, result frames, provenance."""
