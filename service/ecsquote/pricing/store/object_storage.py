"""The same version folders in object storage (s3://bucket/prefix), so that many replicas share one catalog.

A replica keeps a local copy of the versions it uses and reads only that. A version counts as there once its manifest
is: the manifest is written last, and only where none is yet.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ecsquote.errors import CatalogError, InputError, NotFound
from ecsquote.pricing.aws_clients import AWS_ERRORS, AwsClients, is_missing, plain_reason
from ecsquote.pricing.store import catalog_files as files
from ecsquote.pricing.store.manifest import LAYOUT, MANIFEST_FILE, CatalogManifest, check_version_name

_ADDRESS = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>[A-Za-z0-9!_.*'()/-]*))?")
MAX_OBJECT_BYTES = 1 << 30
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


class ObjectStorage:
    """Catalog versions under one S3 address, and the local folder that mirrors those in use."""

    def __init__(self, address: str, cache: Path, clients: AwsClients | None = None, region: str = "us-east-1") -> None:
        """InputError for an address that is not s3://bucket/prefix."""
        found = _ADDRESS.fullmatch(address)
        if found is None:
            raise InputError(f"a catalog in object storage is addressed as s3://bucket/prefix, not {address!r}")
        self.bucket = found["bucket"]
        prefix = (found["prefix"] or "").strip("/")
        self.prefix = f"{prefix}/" if prefix else ""
        self.address = f"s3://{self.bucket}/{self.prefix}".rstrip("/")
        self.cache = cache
        self._clients = clients or AwsClients()
        self._region = region

    def versions(self) -> Sequence[str]:
        """The complete versions, sorted by name; CatalogError where the bucket cannot be read."""
        names = set()
        token: dict[str, str] = {}
        while True:
            page = self._call("list_objects_v2", Prefix=self.prefix, **token)
            for entry in page.get("Contents", []):
                version, _, name = entry["Key"][len(self.prefix) :].partition("/")
                if name == MANIFEST_FILE:
                    names.add(version)
            if not page.get("IsTruncated"):
                return sorted(names)
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def pull(self, version: str | None = None) -> str | None:
        """Copy a version (default: the newest) to the local folder; return its name, None where there is none.

        NotFound for a version that is not there, CatalogError for one that is damaged on its way.
        """
        there = self.versions()
        if version is not None and version not in there:
            raise NotFound(f"{self.bucket} holds no catalog version {version}")
        wanted = version or (there[-1] if there else None)
        if wanted is None or (self.cache / wanted / MANIFEST_FILE).is_file():
            return wanted
        manifest = self.manifest(wanted)
        if manifest is None:
            raise NotFound(f"{self.bucket} holds no catalog version {wanted}")
        contents = {}
        for name, described in manifest.files.items():
            if not _FILE_NAME.fullmatch(name):
                raise CatalogError(f"the catalog version {wanted} names a file {name!r}")
            contents[name] = self._get(wanted, name)
            if files.described(contents[name], described.rows) != described:
                raise CatalogError(
                    f"{name} of the catalog version {wanted} is not the file that its manifest describes"
                )
        try:
            files.write_version(self.cache, manifest, contents)
        except InputError:
            return wanted  # another process of this machine was quicker
        return wanted

    def manifest(self, version: str) -> CatalogManifest | None:
        """A version's manifest, None where it is there no longer; CatalogError for a damaged one."""
        try:
            check_version_name(version)
            manifest = CatalogManifest.model_validate_json(self._get(version, MANIFEST_FILE))
        except NotFound:
            return None
        except (InputError, ValidationError) as error:
            raise CatalogError(f"{self.address}/{version}/{MANIFEST_FILE} is not a catalog manifest") from error
        if manifest.version != version or manifest.layout != LAYOUT:
            raise CatalogError(
                f"{self.address}/{version} holds version {manifest.version} of layout {manifest.layout}; "
                f"this ecsquote reads layout {LAYOUT}"
            )
        return manifest

    def push(self, version: str) -> None:
        """Put a version of the local folder into the bucket; nothing that is there is ever written over.

        CatalogError where it cannot be written or a version of that name is there already, complete or not.
        """
        folder = self.cache / version
        manifest = files.read_manifest(folder)
        for name in sorted(manifest.files):
            self._put(version, name, folder)
        self._put(version, MANIFEST_FILE, folder)

    def remove(self, version: str) -> None:
        """Take a version away: its manifest first, so that nobody meets half of it."""
        manifest = self.manifest(version)
        for name in (MANIFEST_FILE, *sorted(manifest.files if manifest else ())):
            self._call("delete_object", Key=self._key(version, name))

    def _put(self, version: str, name: str, folder: Path) -> None:
        body = (folder / name).read_bytes()
        self._call("put_object", Key=self._key(version, name), Body=body, IfNoneMatch="*")

    def _key(self, version: str, name: str) -> str:
        return f"{self.prefix}{version}/{name}"

    def _get(self, version: str, name: str) -> bytes:
        answer = self._call("get_object", Key=self._key(version, name))
        if answer["ContentLength"] > MAX_OBJECT_BYTES:
            raise CatalogError(f"{name} of the catalog version {version} is larger than {MAX_OBJECT_BYTES >> 20} MiB")
        body: bytes = answer["Body"].read()
        return body

    def _call(self, name: str, **arguments: Any) -> Any:
        client = self._clients.client("s3", self._region)
        try:
            return getattr(client, name)(Bucket=self.bucket, **arguments)
        except AWS_ERRORS as error:
            if is_missing(error):
                raise NotFound(f"{self.address} holds no {arguments.get('Key')}") from error
            raise CatalogError(f"{self.address}: {plain_reason(error)}") from error
