"""A client's own losses flow into his study, with the uncertainty that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simlib.history.pooling import scaled_evidence
from simlib.studies.client.own_inputs import LOSSES
from simlib.studies.client.study import ClientStudy

if TYPE_CHECKING:
    from simlib.history.pooling import PooledRate


def with_pooled_losses(study: ClientStudy, rate: PooledRate) -> ClientStudy:
    """Return the study with every cause of loss as frequent as the pooled rate says.

    Parameters
    ----------
    study : ClientStudy
    rate : PooledRate
        The ledger's losses pooled with the published evidence; where the ledger identifies no
        rate, the study is returned as it is.

    Returns
    -------
    ClientStudy
        Its ``ranges`` hold how far off the pooled rate may be, as a factor on all causes at once.
    """
    if not rate.identified:
        return study
    factor = rate.pooled.mean / rate.prior.mean
    ends = (rate.pooled.low / rate.pooled.mean, rate.pooled.high / rate.pooled.mean)
    return study.with_(
        evidence=scaled_evidence(study.evidence, factor), ranges={**study.ranges, LOSSES: ends}
    )
