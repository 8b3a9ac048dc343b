"""Checks the files of a lock against the hashes of a requirements file that no index gives: SHA-384, SHA-512."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from snowsnake.acquire import Acquire
from snowsnake.lockfile.model import DistributionArtifact
from snowsnake.requirements import Inputs
from snowsnake.resolve import Selected
from snowsnake.resolve.errors import HashesExclude
from snowsnake.resolve.fitting import allowed_hashes


def check_hashes(selected: Sequence[Selected], inputs: Inputs, acquire: Acquire) -> None:
    """Fetch and hash what only has hashes of these kinds. Raises `HashesExclude`, and as `acquire`."""
    allowed = allowed_hashes(inputs)
    found: list[tuple[Selected, DistributionArtifact]] = []
    for item in selected:
        artifact = item.artifact
        if not isinstance(artifact, DistributionArtifact) or item.name not in allowed:
            continue
        if f"sha256:{artifact.sha256}" not in allowed[item.name]:
            found.append((item, artifact))
    files = acquire([artifact for _, artifact in found])
    for item, artifact in found:
        digests: dict[str, str] = {}
        with files[artifact.file].open("rb") as file:
            for algorithm in sorted({text.partition(":")[0] for text in allowed[item.name]}):
                file.seek(0)
                digests[algorithm] = f"{algorithm}:{hashlib.file_digest(file, algorithm).hexdigest()}"
        if not set(digests.values()) & set(allowed[item.name]):
            raise HashesExclude(
                item.name,
                item.version,
                allowed=allowed[item.name],
                files=[(artifact.url, digest) for digest in digests.values()],
            )
