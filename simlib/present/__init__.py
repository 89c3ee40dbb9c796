"""How results are shown: charts, tables and the HTML page. Computes nothing, imported on demand."""
