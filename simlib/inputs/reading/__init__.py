"""A file as a table, whatever its bytes: one reader for books, ledgers and exports."""
