"""Mutation testing: does a test notice when the code is wrong? ``python -m tools.mutants``.

Two kinds of mutants. mutmut makes thousands of the plain Python of `world`, `inputs`, `analysis`
and the SimPy engine. Of compiled functions it makes none, so those of the rules and of the kernel
are made by hand (``tests/mutation/by_hand.yaml``).

mutmut's own runner is left out: it wants the code under ``src`` or the name of the folder, writes
``mutants/`` into the work tree, and sums its results up without naming the test that killed. Its
generator is used as a library, which writes every mutant of a file into one file and chooses among
them by an environment variable. So a mutant is a fork of a process that has collected the tests
(`forks`); what survives there is played once more in a process that imports ours anew (`play`),
since a function may be called while modules are imported.
"""
