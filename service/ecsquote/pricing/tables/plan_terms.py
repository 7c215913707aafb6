"""Terms and payment options of Savings Plans and Reserved Instances, as AWS's price lists spell them."""

from ecsquote.pricing.rows import RowRefused
from ecsquote.pricing.tables.reading import Row

COMPUTE, EC2_INSTANCE = "COMPUTE", "EC2_INSTANCE"
NO_UPFRONT, PARTIAL_UPFRONT, ALL_UPFRONT = "NO_UPFRONT", "PARTIAL_UPFRONT", "ALL_UPFRONT"
TERMS = {"1yr": 1, "3yr": 3}
PAYMENT_OPTIONS = {
    "No Upfront": NO_UPFRONT,
    "Partial Upfront": PARTIAL_UPFRONT,
    "All Upfront": ALL_UPFRONT,
}


def read_terms(row: Row) -> tuple[int, str]:
    """Years and payment option of a row; RowRefused for others."""
    term, payment = TERMS.get(row["term"]), PAYMENT_OPTIONS.get(row["payment_option"])
    if term is None or payment is None:
        raise RowRefused("term must be 1yr or 3yr, payment_option No, Partial or All Upfront")
    return term, payment
