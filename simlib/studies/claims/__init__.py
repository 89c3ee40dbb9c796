"""Claims on trial: what sales authors assert, restated so that a simulation can find against it."""
