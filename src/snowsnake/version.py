"""The release that this is. Alone here, for the hot path to know it."""

__version__ = "0.2.0"
