"""A quote's line items in FOCUS 1.2 columns, each row marked as an estimate.

Source: https://focus.finops.org/focus-specification/ (version 1.2). An estimate is no bill: it has no invoice, its
account is "estimate", its charge period is the month that follows the quote's day of creation, and every option is
there, so rows are added up within one `x_LaunchOption`, `x_CpuArchitecture` and `x_SavingsPlan` only.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ecsquote.quotes.exports.rows import csv_text, priced_lines, savings_plan_words, text_cell
