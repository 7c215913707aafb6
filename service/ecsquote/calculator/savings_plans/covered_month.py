"""A month under one plan for any commitment: the sums over its hours are made once, not for each commitment."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from ecsquote.calculator.savings_plans.commitment_hour import Match


@dataclass(frozen=True, slots=True)
class _Excess:
    """What hours cost beyond a commitment, weighted: sorted costs, and the sums over those from each place on."""

    costs: tuple[Fraction, ...]
    weights: tuple[Fraction, ...]
    weighted: tuple[Fraction, ...]

    @classmethod
    def of(cls, costs: Sequence[Fraction], weights: Sequence[Fraction]) -> "_Excess":
        pairs = sorted(zip(costs, weights, strict=True))
        backwards = pairs[::-1]
        counted = [Fraction(0), *accumulate(weight for _, weight in backwards)]
        summed = [Fraction(0), *accumulate(weight * cost for cost, weight in backwards)]
        return cls(tuple(cost for cost, _ in pairs), tuple(counted[::-1]), tuple(summed[::-1]))

    def beyond(self, commitment: Fraction) -> Fraction:
        place = bisect_right(self.costs, commitment)
        return self.weighted[place] - commitment * self.weights[place]


class CoveredMonth:
    """Equal to `cover_hour` in every hour: a usage is left where the costs up to it exceed the commitment."""

    def __init__(
        self,
        order: Sequence[Match],
        quantities: Sequence[Sequence[Fraction]],
        shares: Sequence[Fraction],
        hours: Fraction,
    ) -> None:
        """`order` holds the matches of one plan; `quantities` are one hour's usage in each part of the month."""
        self._order = order
        weights = [share * hours for share in shares]
        self._all = [
            sum((hour[usage] * weight for hour, weight in zip(quantities, weights, strict=True)), Fraction(0))
            for usage in range(len(quantities[0]) if quantities else 0)
        ]
        costs = [Fraction(0)] * len(quantities)
        self._excess = [_Excess.of(costs, weights)]
        for match in order:
            costs = [cost + hour[match.usage] * match.rate for cost, hour in zip(costs, quantities, strict=True)]
            self._excess.append(_Excess.of(costs, weights))
        self._hours = hours

    def left(self, commitment: Fraction) -> list[Fraction]:
        """The month's quantity of each usage that stays On-Demand."""
        left = list(self._all)
        beyond = [excess.beyond(commitment) for excess in self._excess]
        for at, match in enumerate(self._order):
            left[match.usage] = (beyond[at + 1] - beyond[at]) / match.rate if match.rate else Fraction(0)
        return left

    def used(self, commitment: Fraction) -> Fraction:
        """The part of the commitment that an hour uses on average, USD."""
        last = self._excess[-1]
        return (last.weighted[0] - last.beyond(commitment)) / self._hours
