"""What results say, in files named after the question; nothing here draws."""
