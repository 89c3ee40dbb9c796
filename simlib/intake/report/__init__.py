"""What became of every row and cent, and what the files cannot tell."""
