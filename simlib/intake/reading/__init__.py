"""Bytes to a table: text or workbook, in whatever encoding and shape it comes."""
