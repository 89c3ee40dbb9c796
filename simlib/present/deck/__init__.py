"""The deck: slides with charts that a board can edit."""
