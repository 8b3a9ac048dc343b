"""What a wheel opens and runs at run time, found without running it."""

from snowsnake.analyse.uses.collect import Collector
from snowsnake.analyse.uses.describe import Description
from snowsnake.analyse.uses.told import told
from snowsnake.analyse.uses.use import Level, Use, UseKind

__all__ = ["Collector", "Description", "Level", "Use", "UseKind", "told"]
