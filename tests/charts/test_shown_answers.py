"""What charts read of an answer is there in the contract under the same name."""

from dataclasses import fields, is_dataclass

import pytest

from ecsquote.charts import analysis_answers, answers
from ecsquote.charts.answers import Shown
from ecsquote.contract import analyses, comparisons, quotes
from ecsquote.contract.savings_plans import SavingsPlanRequest

CONTRACT: dict[type, type] = {
    answers.ShownLine: quotes.LineItemDocument,
    answers.ShownInstances: quotes.PlacedInstances,
    answers.ShownPlacement: quotes.Placement,
    answers.ShownSpotMonth: quotes.SpotMonth,
    answers.ShownOption: quotes.OptionQuote,
    answers.ShownQuote: quotes.QuoteDocument,
    answers.ShownCurrent: quotes.CurrentQuote,
    answers.QuoteWithRequest: quotes.QuoteDocument,
    answers.ShownPlan: SavingsPlanRequest,
    analysis_answers.ShownPriced: analyses.PricedOption,
    analysis_answers.ShownPoint: analyses.AxisPoint,
    analysis_answers.ShownStretch: analyses.Stretch,
    analysis_answers.ShownBreakEven: analyses.BreakEven,
    analysis_answers.ShownCommitment: analyses.CurvePoint,
    analysis_answers.ShownCurve: analyses.CommitmentCurve,
    analysis_answers.ShownCommitments: analyses.Commitments,
    analysis_answers.ShownRegion: comparisons.RegionOptions,
    analysis_answers.ShownComparison: comparisons.Comparison,
    analysis_answers.ShownVersion: analyses.VersionBill,
    analysis_answers.ShownHistory: analyses.PriceHistory,
}
NOT_ANSWERED = {answers.Shown, answers.ShownRequest}
"""The base class, and the request of a quote, whose services `ServiceRequest` reads."""


def names(model: type) -> set[str]:
    if is_dataclass(model):
        return {field.name for field in fields(model)}
    found: dict[str, object] = model.model_fields  # type: ignore[attr-defined]  # a pydantic model otherwise
    return set(found)


@pytest.mark.parametrize(("shown", "answered"), CONTRACT.items(), ids=lambda model: model.__name__)
def test_a_shown_field_is_a_field_of_the_answer(shown: type, answered: type) -> None:
    assert names(shown) <= names(answered)


def test_every_part_that_is_shown_is_compared() -> None:
    modules = (answers, analysis_answers)
    declared = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and (issubclass(value, Shown) or value.__name__.startswith("Shown"))
    }
    assert declared - NOT_ANSWERED == CONTRACT.keys()
