"""The account's own rates: a private rate card as a folder of price tables (basis custom), before all list prices."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ecsquote.contract.price_basis import Basis
from ecsquote.errors import SourceError
from ecsquote.pricing.sources.source import Harvest, Progress, SourcePart, Step, no_progress
from ecsquote.pricing.tables.importing import read_tables
from ecsquote.pricing.tables.reading import Findings
from ecsquote.pricing.tables.table import Gathered
from ecsquote.pricing.tables.tiers import check_tiers, ordered


class PrivateRates:
    """`prices.csv` and `regions.csv` in the documented layout; every wrong row is named, and then none is taken."""

    name = "private-rates"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._gathered: Gathered | None = None

    def parts(self, regions: Sequence[str], service_codes: Sequence[str]) -> Sequence[SourcePart]:
        """The Regions that the card has rates for."""
        rows = self._read().prices
        places = {row.location for row in rows if row.service_code in service_codes}
        return [SourcePart(self.name, "custom", region) for region in regions if region in places]

    def read(self, part: SourcePart, progress: Progress = no_progress) -> Harvest:
        """The card's rates of a Region."""
        rows = [replace(row, basis=Basis.CUSTOM) for row in self._read().prices if row.location == part.region]
        plans = [
            replace(plan, price=replace(plan.price, basis=Basis.CUSTOM))
            for plan in self._read().plan_prices
            if plan.price.location == part.region
        ]
        progress(Step(part.key, rows=len(rows)))
        return Harvest(prices=[*rows], plan_prices=[*plans])

    def _read(self) -> Gathered:
        if self._gathered is None:
            findings = Findings()
            gathered = read_tables([self.folder], findings)
            check_tiers(ordered(gathered.prices), findings)
            if findings.faults:
                named = [f"{fault.file} line {fault.line}: {fault.reason}" for fault in findings.faults[:5]]
                raise SourceError(f"the rate card has {len(findings.faults)} wrong rows: {'; '.join(named)}")
            self._gathered = gathered
        return self._gathered
