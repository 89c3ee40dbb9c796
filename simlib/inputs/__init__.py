"""What the user says: evidence, causes, disciplines, books, stress events, scenarios."""
