"""Files that environments are made of: fetched, checked, and named as the Nix store names them."""

from snowsnake.artifacts.download import Fetch, cached_path, download
from snowsnake.artifacts.errors import (
    AccessDenied,
    BadArtifact,
    CacheNotWritable,
    DiskFull,
    DownloadError,
    HashMismatch,
    IndexUnreachable,
    MissingOffline,
    NotFound,
)
from snowsnake.artifacts.nar import nar_sha256
from snowsnake.artifacts.seed import BadDeb, unpack_seed
from snowsnake.artifacts.store_path import fixed_output_path, nix_base32, store_name
from snowsnake.artifacts.transfer import Patience

__all__ = [
    "AccessDenied",
    "BadArtifact",
    "BadDeb",
    "CacheNotWritable",
    "DiskFull",
    "DownloadError",
    "Fetch",
    "HashMismatch",
    "IndexUnreachable",
    "MissingOffline",
    "NotFound",
    "Patience",
    "cached_path",
    "download",
    "fixed_output_path",
    "nar_sha256",
    "nix_base32",
    "store_name",
    "unpack_seed",
]
