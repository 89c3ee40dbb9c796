"""How results are shown: charts, tables and pages. Computes nothing, imported on demand."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submodules=["plots"])
