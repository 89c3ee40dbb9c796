"""The model written up: checklist, tables and validation, with every number from code."""
