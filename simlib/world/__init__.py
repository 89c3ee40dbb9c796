"""What chance says: the counter-based draws and the map of their streams."""
