"""What a client's own ledger says: who stayed, who left, and what was to be expected."""
