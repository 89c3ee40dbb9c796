"""A client's study: what he told, what is played for him, the case his outputs show."""
