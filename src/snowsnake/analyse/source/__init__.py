"""Sources: what a source distribution says, and what its build needs, read and never run."""

from snowsnake.analyse.source.read import read_source
from snowsnake.analyse.source.report import BadSource, SourceNeed, SourceReport, StaticMetadata

__all__ = ["BadSource", "SourceNeed", "SourceReport", "StaticMetadata", "read_source"]
