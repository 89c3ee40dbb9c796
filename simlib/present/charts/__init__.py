"""Charts in files named after the question; each takes a frozen result and returns its axes."""
