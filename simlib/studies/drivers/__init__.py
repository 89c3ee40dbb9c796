"""What the answer depends on, what knowing it is worth, and what would turn it."""
