"""Why one diary does better than another, and why the wrong one looks right for years."""
