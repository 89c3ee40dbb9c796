"""The workbook: inputs, evidence and results as sheets."""
