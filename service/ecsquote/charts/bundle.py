"""The JavaScript that shows Vega-Lite specs on a page: Vega, Vega-Lite and Vega-Embed, from the vl-convert package.

Making it takes two seconds of a core and leaves a JavaScript engine in memory, so a process of its own makes it, once
for each version of the package; after that it is a file in the data folder.
"""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

from ecsquote.charts.drawing import EXTRA_MISSING, VEGA_LITE_VERSION
from ecsquote.errors import ExtraMissing

MAX_SECONDS = 120
_MAKE = "import sys, vl_convert; sys.stdout.buffer.write(vl_convert.javascript_bundle(vl_version=sys.argv[1]).encode())"
_lock = Lock()
_made: dict[str, bytes] = {}


def bundle_name() -> str:
    """What the bundle of the installed packages is called: another name for other contents. ExtraMissing."""
    try:
        return f"vega-{VEGA_LITE_VERSION}-{version('vl-convert-python')}.js"
    except PackageNotFoundError:
        raise ExtraMissing(EXTRA_MISSING) from None


def javascript_bundle(folder: Path) -> bytes:
    """An ES module as UTF-8, about 900 KB, that sets window.vegaEmbed, window.vega and window.vegaLite.

    Read from `folder` where it was kept before, else made and kept there; a folder that cannot be written costs the
    time of making it once in each process. Whoever asks while it is being made waits. ExtraMissing.
    """
    name = bundle_name()
    with _lock:
        if name not in _made:
            _made[name] = _kept(folder / name) or _make(folder / name)
        return _made[name]


def _kept(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _make(path: Path) -> bytes:
    made = subprocess.run(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-c", _MAKE, VEGA_LITE_VERSION], capture_output=True, check=False, timeout=MAX_SECONDS
    )
    if made.returncode:
        raise ExtraMissing(f"the script of charts cannot be made: {made.stderr.decode(errors='replace')[-500:]}")
    _keep(path, made.stdout)
    return made.stdout


def _keep(path: Path, script: bytes) -> None:
    """Whole or not at all: another process may read it meanwhile."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(script)
        Path(file.name).replace(path)
    except OSError:
        return
