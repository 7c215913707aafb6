"""ecsquote shows what an Amazon ECS workload costs on every launch type, before it is deployed.

`ecsquote.quote(workload)` prices one in Python; `ecsquote.client` speaks to a server.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecsquote.python_api import PricedWorkload, quote

__all__ = ["PricedWorkload", "__version__", "quote"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """The Python API, imported when it is first used: `import ecsquote` itself loads nothing."""
    if name in ("PricedWorkload", "quote"):
        return getattr(importlib.import_module("ecsquote.python_api"), name)
    raise AttributeError(f"module 'ecsquote' has no attribute {name!r}")
