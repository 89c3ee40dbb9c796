"""Show that two checkouts say the same: numbers, pictures, files, commands.

Recording needs nothing of ours in the checkout: it is run there, plays the public face, the command
line and the tests, and writes what they say into a folder. Two folders are then compared, line for
line. Both must be recorded on one machine with one environment: floats and fonts are compared to
the last bit.
"""
