"""How much prospecting, what one call buys, and when a dry spell is no longer luck."""
