"""What a wheel opens and runs at run time, found without running it."""

from snowsnake.analyse.uses.use import Level, Use, UseKind

__all__ = ["Level", "Use", "UseKind"]
