"""AWS's partitions: which one a Region belongs to, and the currency that AWS bills there."""

import difflib
from collections.abc import Iterable, Sequence

from ecsquote.facts import fact

AWS = "aws"
_PREFIXES = (("us-gov-", "aws-us-gov"), ("cn-", "aws-cn"), ("eusc-", "aws-eusc"))
MOST_SUGGESTED = 3


def partition_of(region: str) -> str:
    """The partition of a Region: aws, aws-us-gov, aws-cn, aws-eusc."""
    return next((partition for prefix, partition in _PREFIXES if region.startswith(prefix)), AWS)


def currency_of(region: str) -> str:
    """What AWS bills in the Region's partition; a quote is of one Region and so in one currency."""
    currencies: dict[str, str] = fact("regions", "currencies")
    return currencies[partition_of(region)]


def other_currency(region: str, first: str) -> str | None:
    """Why a Region's costs cannot be compared with those of the first; None where both are in one currency."""
    currency, expected = currency_of(region), currency_of(first)
    if currency == expected:
        return None
    return f"{region} is priced in {currency} and {first} in {expected}; compare them apart"


def near_regions(code: str, known: Iterable[str]) -> Sequence[str]:
    """Regions of the code's own partition that may be meant: near spellings, or all of them where they are few."""
    same = [each for each in known if partition_of(each) == partition_of(code)]
    near = difflib.get_close_matches(code, same, n=MOST_SUGGESTED)
    return near or (same if len(same) <= MOST_SUGGESTED else [])
