"""Offer files in JSON: half a gigabyte in a few megabytes of memory, for only rows that a meter may want are built.

A large file is searched through a memory map, block by block. In the products, every usage type that some rule names is
looked for as text, and the product around it is handed to a JSON parser; in the terms, windows that end between two
entries are parsed. Reserved terms, the last third of the file, are never read. Text that is cut in the wrong place
does not parse, and a quote inside a string is escaped, so a wrong cut cannot pass for a right one: a file in any other
layout than AWS's large offers is read at once instead, slower, with the same result.
"""

import gc
import mmap
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ecsquote.errors import SourceError
from ecsquote.pricing.sources.offer_rows import OfferContent, OfferHead, OfferRow, Product, Term
from ecsquote.pricing.sources.row_map.index import RowMap

SMALL_FILE_BYTES = 8 << 20
"""Up to here the search gains nothing."""
BLOCK_BYTES = 4 << 20
WINDOW_BYTES = 1 << 20
MAX_ENTRY_BYTES = 64 << 10
"""A product's entry takes about 1.6 kB, a product's On-Demand terms 0.7 kB."""
_HEAD_BYTES = 1 << 20
_TAIL_BYTES = 4096

_PRODUCTS_BEGIN = re.compile(rb'"products"\s*:\s*\{')
_SKU = b'"sku"'
_TERMS = b'"terms"'
_TERMS_BEGIN = re.compile(rb'\}\s*\}\s*,\s*"terms"\s*:\s*\{\s*"OnDemand"\s*:\s*(\{)')
_NEXT_TERMS = re.compile(rb'\}\s*,(?=\s*"[A-Za-z0-9]+"\s*:\s*\{\s*"[A-Za-z0-9]+\.)')
_ON_DEMAND_END = re.compile(rb'\}\s*(\})\s*,\s*"[^"]+"\s*:\s*\{\s*"[^".]+"\s*:\s*\{\s*"[^".]+\.')

_ENTRIES = msgspec.json.Decoder(dict[str, msgspec.Raw])
_PRODUCT = msgspec.json.Decoder(Product)
_TERMS_OF_SKU = msgspec.json.Decoder(dict[str, Term])


class _Head(msgspec.Struct, rename="camel"):
    offer_code: str = ""
    version: str = ""
    publication_date: str = ""


class _OnDemand(msgspec.Struct):
    OnDemand: dict[str, msgspec.Raw] = {}


class _OfferFile(_Head):
    products: dict[str, msgspec.Raw] = {}
    terms: _OnDemand = msgspec.field(default_factory=_OnDemand)


class _OtherLayout(Exception):
    """The file is not laid out as AWS lays out its large offers."""


def read_offer_json(path: Path, row_map: RowMap) -> OfferContent:
    """The rows of an offer file that the map may want; SourceError for a file that is torn or no offer."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY) as text, _without_gc():
            if not text[-_TAIL_BYTES:].rstrip().endswith(b"}"):
                raise SourceError(f"{path.name} ends in the middle of the offer")
            if len(text) > SMALL_FILE_BYTES:
                try:
                    return _LargeOffer(text, row_map).read()
                except (_OtherLayout, msgspec.MsgspecError):
                    return _read_whole(path.read_bytes(), row_map)
            return _read_whole(text[:], row_map)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise SourceError(f"{path.name} is not an offer file in JSON: {error}") from error


@contextmanager
def _without_gc() -> Iterator[None]:
    """The collector would look at every new object again and again; none of them forms a cycle."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _content(head: _Head, kept: Iterable[Product], terms: Mapping[str, dict[str, Term]]) -> OfferContent:
    rows = tuple(
        OfferRow(product.sku, product.product_family, product.attributes, tuple(terms.get(product.sku, {}).values()))
        for product in kept
    )
    return OfferContent(OfferHead(head.offer_code, head.version, head.publication_date), rows)


def _read_whole(text: bytes, row_map: RowMap) -> OfferContent:
    offer = msgspec.json.decode(text, type=_OfferFile)
    if not offer.version:
        raise ValueError("it names no version")
    products = (_PRODUCT.decode(raw) for raw in offer.products.values())
    kept = [product for product in products if row_map.find(product.attributes, product.product_family)]
    on_demand = offer.terms.OnDemand
    terms = {product.sku: _TERMS_OF_SKU.decode(on_demand[product.sku]) for product in kept if product.sku in on_demand}
    return _content(offer, kept, terms)


class _LargeOffer:
    """Walks through a large offer; the map is private, so that a comma between entries may become a brace."""

    def __init__(self, text: mmap.mmap, row_map: RowMap) -> None:
        self.text = text
        self.view = memoryview(text)
        self.row_map = row_map
        self.wanted = re.compile(rb'"usage[tT]ype"\s*:\s*"' + row_map.usage_type_pattern.encode() + rb'"')
        self.released = 0

    def read(self) -> OfferContent:
        """Head, products, On-Demand terms; what follows is left unread."""
        try:
            begin = _PRODUCTS_BEGIN.search(self.text, 0, _HEAD_BYTES)
            if begin is None:
                raise _OtherLayout
            head = msgspec.json.decode(self.text[: begin.start()] + b'"products":{}}', type=_Head)
            if not head.version:
                raise _OtherLayout
            kept, opening = self._products(begin.end())
            skus = {product.sku for product in kept}
            terms: dict[str, dict[str, Term]] = {}
            for entries in self._terms(opening):
                for sku in skus & entries.keys():
                    terms[sku] = _TERMS_OF_SKU.decode(entries[sku])
            return _content(head, kept, terms)
        finally:
            self.view.release()

    def _products(self, begin: int) -> tuple[list[Product], int]:
        """The products that the map wants, and the brace that opens the On-Demand terms.

        The terms hold no usage type, so a block without one means that they have begun.
        """
        kept: list[Product] = []
        last = begin
        while begin < len(self.text):
            end = begin + BLOCK_BYTES
            hits = [hit.start() for hit in self.wanted.finditer(self.text, begin, end + MAX_ENTRY_BYTES)]
            for place in hits:
                if place < end:
                    product = self._product_around(place)
                    if self.row_map.find(product.attributes, product.product_family):
                        kept.append(product)
            if not hits and (terms := self._terms_begin(last, end)):
                return kept, terms.start(1)
            last = hits[-1] if hits else last
            self._release(last - MAX_ENTRY_BYTES)
            begin = end
        if terms := self._terms_begin(last, len(self.text)):
            return kept, terms.start(1)
        raise _OtherLayout

    def _terms_begin(self, begin: int, end: int) -> re.Match[bytes] | None:
        """Where the terms begin, if they do between the two places."""
        found = self.text.find(_TERMS, begin, end)
        if found < 0:
            return None
        if match := _TERMS_BEGIN.search(self.text, max(0, found - 256), found + 256):
            return match
        raise _OtherLayout

    def _product_around(self, place: int) -> Product:
        """The product whose text holds a place: from the brace before its "sku" to the last one before the next."""
        key = self.text.rfind(_SKU, max(0, place - MAX_ENTRY_BYTES), place)
        begin = self.text.rfind(b"{", max(0, key - 256), max(0, key))
        following = self.text.find(_SKU, place, place + MAX_ENTRY_BYTES)
        end = self.text.rfind(b"}", place, following) + 1
        if key < 0 or begin < 0 or following < 0 or end < 1:
            raise _OtherLayout
        try:
            return _PRODUCT.decode(self.view[begin:end])
        except msgspec.DecodeError:
            terms = self._terms_begin(place, following)
            if terms is None:
                raise
            return _PRODUCT.decode(self.view[begin : terms.start() + 1])

    def _terms(self, opening: int) -> Iterator[dict[str, msgspec.Raw]]:
        """Each window of On-Demand terms; a window that reaches into the next kind of term does not parse."""
        while True:
            self._release(opening)
            comma = self._last_comma(opening)
            self.text[comma] = ord("}")
            try:
                entries = _ENTRIES.decode(self.view[opening : comma + 1])
            except msgspec.DecodeError:
                self.text[comma] = ord(",")
                end = _ON_DEMAND_END.search(self.text, opening, comma + MAX_ENTRY_BYTES)
                if end is None:
                    raise _OtherLayout from None
                yield _ENTRIES.decode(self.view[opening : end.end(1)])
                return
            yield entries
            self.text[comma] = ord("{")
            opening = comma

    def _last_comma(self, opening: int) -> int:
        """The last comma between two products' terms in the window."""
        end = min(opening + WINDOW_BYTES, len(self.text))
        found = list(_NEXT_TERMS.finditer(self.text, max(opening, end - MAX_ENTRY_BYTES), end))
        if not found:
            raise _OtherLayout
        return found[-1].end() - 1

    def _release(self, position: int) -> None:
        """Give the pages before a position back: what was read does not count as memory in use."""
        page = position - position % mmap.PAGESIZE
        if page > self.released and hasattr(mmap, "MADV_DONTNEED"):
            self.text.madvise(mmap.MADV_DONTNEED, self.released, page - self.released)
            self.released = page
