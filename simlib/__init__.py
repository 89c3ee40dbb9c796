"""Major-account-loss risk: one firm, one fate, many diaries.

>>> import simlib as sl
>>> base = sl.Scenario(book="supplier", discipline="one_call_a_month")
>>> arms = sl.compare([base, base.with_(discipline="weekly_block")], worlds=200, seed=7)

The public names stand in ``__init__.pyi`` and are loaded on first use, so that ``import simlib``
stays light.
"""

import lazy_loader

from simlib.version import __version__ as __version__

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
