"""Instance-hours of a month whose number of instances follows its loads: starts and scale-in as a closed formula."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from ecsquote.calculator.placement.production.request import ProductionRules
from ecsquote.units import MINUTES_PER_HOUR

FROM_ZERO = 2


def cycle_hours(
    counts: Sequence[int], hours: Sequence[Fraction], rules: ProductionRules, *, from_zero: bool
) -> Fraction:
    """Instance-hours of one round of the loads, which follow each other in a cycle.

    The k-th instance is needed while k or more are. It starts `instance_start_minutes` before and leaves
    `scale_in_minutes` after (the low alarm of managed scaling is fifteen one-minute readings); where the gap between
    two needs is shorter, it runs on. So each gap of length g adds min(g, start + scale-in).
    `from_zero`: a cluster without instances launches two, of which the second is billed for start and scale-in.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
    """
    linger = Fraction(rules.instance_start_minutes + rules.scale_in_minutes, MINUTES_PER_HOUR)
    total = sum((count * length for count, length in zip(counts, hours, strict=True)), Fraction(0))
    loads = [(count, length) for count, length in zip(counts, hours, strict=True) if length]
    if not linger or len({count for count, _ in loads}) < 2:
        return total
    top = max(range(len(loads)), key=lambda position: loads[position][0])
    turned = loads[top:] + loads[:top]
    return total + _gaps(turned, linger) + (_second_from_zero(turned, linger) if from_zero else 0)


def _gaps(loads: Sequence[tuple[int, Fraction]], linger: Fraction) -> Fraction:
    """What all gaps add; the loads begin with the largest count, so that no gap goes round.

    `falls` holds, for instances that are not needed now, how many fell away together and when.
    """
    clock, added = Fraction(0), Fraction(0)
    falls: list[tuple[int, Fraction]] = []
    for (before, length), (after, _) in pairwise([*loads, loads[0]]):
        clock += length
        if after < before:
            falls.append((before - after, clock))
        rise = after - before
        while rise > 0:
            fell, since = falls.pop()
            back = min(fell, rise)
            added += back * min(clock - since, linger)
            rise -= back
            if fell > back:
                falls.append((fell - back, since))
    return added


def _second_from_zero(loads: Sequence[tuple[int, Fraction]], linger: Fraction) -> Fraction:
    """What the second instance of a start from zero adds where the load needs only one.

    It is needed for a moment; such moments split the gaps of the second instance.
    """
    whole = sum((length for _, length in loads), Fraction(0))
    needs: list[tuple[Fraction, Fraction]] = []
    moments: list[tuple[Fraction, Fraction]] = []
    clock = Fraction(0)
    for position, (count, length) in enumerate(loads):
        if count >= FROM_ZERO:
            needs.append((clock, clock + length))
        elif count == 1 and loads[position - 1][0] == 0:
            moments.append((clock, clock))
        clock += length
    if not moments:
        return Fraction(0)
    return _lingering(sorted(needs + moments), whole, linger) - _lingering(needs, whole, linger)


def _lingering(needs: Sequence[tuple[Fraction, Fraction]], whole: Fraction, linger: Fraction) -> Fraction:
    """What the gaps between needs add on a cycle of length `whole`."""
    if not needs:
        return Fraction(0)
    following = [*needs[1:], (needs[0][0] + whole, needs[0][1] + whole)]
    return sum((min(later[0] - need[1], linger) for need, later in zip(needs, following, strict=True)), Fraction(0))
