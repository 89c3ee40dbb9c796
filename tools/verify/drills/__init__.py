"""Faults, each injected for real into a process of its own."""
