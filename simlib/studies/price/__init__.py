"""What prospecting costs and brings, and which losses it answers."""
