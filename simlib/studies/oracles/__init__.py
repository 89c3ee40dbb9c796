"""Oracles: what theory knows about the model, asked of the model itself."""

from simlib.studies.oracles.judgement import Judged as Judged
from simlib.studies.oracles.judgement import holm as holm
from simlib.studies.oracles.oracle import Oracle as Oracle
from simlib.studies.oracles.register import play_oracles as play_oracles
from simlib.studies.oracles.register import play_wrong_theories as play_wrong_theories
