"""What happens: the rules, and the SimPy processes that play them."""
