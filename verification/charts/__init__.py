"""What the proof looks like."""
