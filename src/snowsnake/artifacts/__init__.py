"""Files that environments are made of: fetched, checked, and named as the Nix store names them."""

from snowsnake.artifacts.directory import copy_listed, directory_digest, listed_files
from snowsnake.artifacts.download import Fetch, cached_path, download
from snowsnake.artifacts.errors import (
    AccessDenied,
    BadArtifact,
    CacheNotWritable,
    DiskFull,
    DownloadError,
    HashMismatch,
    MissingOffline,
    NotFound,
    ServerUnreachable,
)
from snowsnake.artifacts.first_look import adopt, archive_key, first_look
from snowsnake.artifacts.git import fetch_git, git_file
from snowsnake.artifacts.git_command import BadRepository, RevisionNotFound
from snowsnake.artifacts.nar import nar_sha256
from snowsnake.artifacts.seed import BadDeb, unpack_seed
from snowsnake.artifacts.store_path import fixed_output_path, nix_base32, store_name
from snowsnake.artifacts.transfer import Bearer, Patience

__all__ = [
    "AccessDenied",
    "BadArtifact",
    "BadDeb",
    "BadRepository",
    "Bearer",
    "CacheNotWritable",
    "DiskFull",
    "DownloadError",
    "Fetch",
    "HashMismatch",
    "MissingOffline",
    "NotFound",
    "Patience",
    "RevisionNotFound",
    "ServerUnreachable",
    "adopt",
    "archive_key",
    "cached_path",
    "copy_listed",
    "directory_digest",
    "download",
    "fetch_git",
    "first_look",
    "fixed_output_path",
    "git_file",
    "listed_files",
    "nar_sha256",
    "nix_base32",
    "store_name",
    "unpack_seed",
]
