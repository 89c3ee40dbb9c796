"""The explorer: a page of widgets that plays while one chooses."""
