"""What is played to answer a question, and what it says: the court before which claims stand.

A study decides which scenarios meet which worlds and reduces them to a frozen result. Short ones
are called from a notebook; long ones are played by ``make studies`` into ``data/results`` and read
with `simlib.studies.register.load`.
"""
