"""A price's source in words: what of AWS it is, and the address of whoever recorded it, which a reader sees last."""

from typing import NamedTuple

PRICE_LIST = "AWS Price List"
_VIA = " via "
_COLLECTORS = ("github:", "pypi:")


class SourceWords(NamedTuple):
    """`name` is AWS's, such as "AWS Price List"; `address` is the collector's, empty for a source without one."""

    name: str
    address: str


def named_source(origin: str, source: str) -> str:
    """The source of a price as a catalog keeps it: the address of a collector behind what of AWS it records."""
    return f"{origin}{_VIA}{source}" if origin and source.startswith(_COLLECTORS) else source


def source_words(source: str) -> SourceWords:
    """The two parts of a kept source."""
    name, _, address = source.partition(_VIA)
    return SourceWords(name, address)
