"""Old versions removed from a store."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from ecsquote.errors import CatalogError
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.pricing.store.locking import refresh_lock


def prune_versions(
    root: Path, store: CatalogStore, *, keep: int, pinned: Sequence[str] = (), dry_run: bool = False
) -> list[str]:
    """Remove the oldest versions of a folder but for `keep` of them, the current one and the pinned; their names.

    Quotes that name a removed version can no longer be priced again. A version leaves by one rename first, so that
    nobody meets half of one.
    """
    if keep < 1:
        raise CatalogError("at least one version must stay")
    held = store.removable()
    versions = [manifest.version for manifest in store.versions() if manifest.version in held]
    staying = {*versions[:keep], store.current_version(), *pinned}
    going = [version for version in versions if version not in staying]
    if dry_run or not going:
        return going
    with refresh_lock(root) as work:
        for version in going:
            store.unshare(version)
            if not (root / version).is_dir():
                continue  # a version of the object storage that was never read here
            (root / version).rename(work / version)
            shutil.rmtree(work / version, ignore_errors=True)
    return going
