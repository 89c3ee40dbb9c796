"""Pages, tables and reports."""
