"""Oracles: what theory knows about the model, asked of the model itself."""

from verification.oracles.judgement import Judged as Judged
from verification.oracles.judgement import holm as holm
from verification.oracles.oracle import Oracle as Oracle
from verification.oracles.register import play_oracles as play_oracles
from verification.oracles.register import play_wrong_theories as play_wrong_theories
