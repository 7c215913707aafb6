"""The manifest as it is in one environment: `environments.NAME` merged deeply over the rest.

Source: "environments", https://aws.github.io/copilot-cli/docs/manifest/lb-web-service/
"""

from collections.abc import Mapping
from typing import Any

from ecsquote.errors import Fault, InputError


def in_environment(manifest: Mapping[str, Any], environment: str | None) -> Mapping[str, Any]:
    """The manifest with an environment's values; InputError for one that the manifest does not name.

    None: the manifest's own values.
    """
    environments = manifest.get("environments")
    base = {key: value for key, value in manifest.items() if key != "environments"}
    if environment is None:
        return base
    named = environments if isinstance(environments, Mapping) else {}
    if environment not in named:
        known = ", ".join(sorted(map(str, named))) or "none"
        message = f"the manifest names no environment {environment[:100]!r}; it names {known}"
        raise InputError(message, [Fault("/environments", message)])
    return {**base, **{key: _merged(base.get(key), value) for key, value in (named[environment] or {}).items()}}


def _merged(base: Any, over: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return {**base, **{key: _merged(base.get(key), value) for key, value in over.items()}}
    return over
