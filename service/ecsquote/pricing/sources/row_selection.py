"""From the rows of an offer to exactly one price for each meter, or the rows that contradict each other."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.partitions import currency_of
from ecsquote.pricing.rows import PriceRow, RowRefused, exact_decimal, range_begin, range_end, trimmed_price
from ecsquote.pricing.sources.billing_codes import is_own_code, split_billing_code
from ecsquote.pricing.sources.offer_rows import OfferHead, OfferRow, PriceDimension, term_in_force
from ecsquote.pricing.sources.row_map.index import RowMap
from ecsquote.pricing.sources.row_map.rule import AWS_REGION, RowMeaning, Rule
from ecsquote.pricing.sources.source import Harvest, PriceConflict, RefusedRow
from ecsquote.pricing.tiers import tier_faults
from ecsquote.units import decimal_string


@dataclass(frozen=True, slots=True)
class _Tier:
    begin: Decimal
    end: Decimal | None
    price: Decimal
    rate_code: str


@dataclass(frozen=True, slots=True)
class _MatchingRow:
    """A row that answers for a meter, with its tiers in order."""

    row: OfferRow
    tiers: tuple[_Tier, ...]
    effective_date: str
    rank: int

    @property
    def prices(self) -> tuple[tuple[Decimal, Decimal | None, Decimal], ...]:
        """What the candidate says a quantity costs: equal for two rows that do not contradict each other."""
        return tuple((tier.begin, tier.end, tier.price) for tier in self.tiers)

    def __str__(self) -> str:
        """As the report prints it."""
        prices = "/".join(decimal_string(tier.price) for tier in self.tiers)
        return f"{self.row.sku} {self.row.attributes.usagetype} at {prices}"


def select_prices(rows: Iterable[OfferRow], row_map: RowMap, region: str, head: OfferHead, on: date) -> Harvest:
    """The prices of one offer in one Region: rows of other places, terms not in force and decoys left out."""
    harvest = Harvest(published_at=head.publication_date)
    candidates: dict[Meter, list[_MatchingRow]] = defaultdict(list)
    for row in rows:
        attributes = row.attributes
        if attributes.region != region or attributes.location_type != AWS_REGION:
            continue
        found = row_map.find(attributes, row.family)
        if found is None:
            continue
        rule, meaning = found
        try:
            candidate = _matching_row(row, rule, meaning, on, currency_of(region))
        except RowRefused as refused:
            harvest.refusals.append(
                RefusedRow(region, f"{row.sku} {attributes.usagetype}", str(refused), meaning.meter)
            )
            continue
        if candidate is not None:
            candidates[meaning.meter].append(candidate)
    for meter, answers in candidates.items():
        _resolve(meter, answers, region, head, harvest)
    priced = candidates.keys()
    harvest.refusals = [refusal for refusal in harvest.refusals if refusal.meter not in priced]
    return harvest


def _matching_row(row: OfferRow, rule: Rule, meaning: RowMeaning, on: date, currency: str) -> _MatchingRow | None:
    """The row with its tiers; None where nothing is charged or nothing is in force; RowRefused says what is odd."""
    term = term_in_force(row.terms, on)
    if term is None:
        return None
    tiers = sorted(
        (_tier(dimension, code, rule, meaning, currency) for code, dimension in term.price_dimensions.items()),
        key=lambda tier: tier.begin,
    )
    if rule.allowance and len(tiers) > 1 and tiers[0].price == 0:
        tiers = [_Tier(tiers[0].begin, tiers[1].end, tiers[1].price, tiers[1].rate_code), *tiers[2:]]
    if not any(tier.price for tier in tiers):
        return None
    if not all(tier.price for tier in tiers):
        raise RowRefused("has a tier at $0 where a price is due")
    return _MatchingRow(row, tuple(tiers), term.effective_date[:10], meaning.rank)


def _tier(dimension: PriceDimension, code: str, rule: Rule, meaning: RowMeaning, currency: str) -> _Tier:
    if dimension.unit not in rule.units:
        raise RowRefused(f"is priced by {dimension.unit!r} where {' or '.join(rule.units)} is due")
    if currency not in dimension.price_per_unit:
        raise RowRefused(f"has no price in {currency}, only in {', '.join(sorted(dimension.price_per_unit))}")
    begin, end = dimension.begin_range, dimension.end_range
    if meaning.tier and (begin, end) == ("0", "Inf"):
        begin, end = meaning.tier
    price = exact_decimal(trimmed_price(dimension.price_per_unit[currency]), "the price")
    return _Tier(range_begin(begin), range_end(end), price, dimension.rate_code or code)


def _resolve(meter: Meter, answers: list[_MatchingRow], region: str, head: OfferHead, harvest: Harvest) -> None:
    """Put the one price of a meter into the harvest, or the conflict."""
    lowest = min(answer.rank for answer in answers)
    ranked = sorted((answer for answer in answers if answer.rank == lowest), key=lambda answer: answer.row.sku)
    tiers = _one_set_of_tiers(ranked, region)
    if tiers is None:
        harvest.conflicts.append(PriceConflict(region, meter, tuple(str(answer) for answer in ranked)))
        return
    prices = [_price_row(meter, answer, tier, region, head) for answer, tier in tiers]
    if len({answer.row.sku for answer, _ in tiers}) > 1:
        # Tiers with a usage type each have no one row that a bill's usage could be asked for.
        prices = [replace(price, operation=None) for price in prices]
    harvest.prices.extend(prices)


def _one_set_of_tiers(answers: list[_MatchingRow], region: str) -> list[tuple[_MatchingRow, _Tier]] | None:
    """The tiers that all rows agree on; a meter whose tiers have a row each is put together first."""
    for group in (answers, [answer for answer in answers if _is_own(answer, region)]):
        if not group:
            continue
        if len({answer.prices for answer in group}) == 1:
            merged = [(group[0], tier) for tier in group[0].tiers]
        else:
            merged = sorted(
                ((answer, tier) for answer in group for tier in answer.tiers), key=lambda pair: pair[1].begin
            )
        if not any(tier_faults([(tier.begin, tier.end) for _, tier in merged])):
            return merged
    return None


def _is_own(answer: _MatchingRow, region: str) -> bool:
    return is_own_code(split_billing_code(answer.row.attributes.usagetype)[0], region)


def _price_row(meter: Meter, answer: _MatchingRow, tier: _Tier, region: str, head: OfferHead) -> PriceRow:
    return PriceRow.of(
        meter,
        region,
        tier.price,
        tier=(tier.begin, tier.end),
        observed_on=head.published_on,
        source=f"AWS Price List {head.offer_code} {head.version}",
        basis=Basis.PUBLISHED,
        currency=currency_of(region),
        sku=answer.row.sku,
        rate_code=tier.rate_code,
        effective_date=answer.effective_date,
        operation=answer.row.attributes.operation,
    )
