"""How far float64 sums and HiGHS may be off: what a proof gives away so that it holds nevertheless."""

SUM_MARGIN = 1e-12
"""Share by which a sum of some thousand float64 products may be off at most."""
BOUND_MARGIN = 1e-9
"""Share that a bound from such sums gives away: a thousand times their error."""
INTEGER_MARGIN = 2e-6
"""Share that a bound from an integer program gives away: HiGHS keeps rows and whole numbers to 1e-6."""
WHOLE_MARGIN = 1e-9
"""A number this little below a whole number counts as whole."""
PROFIT_MARGIN = 1e-9
"""A pattern pays where it is worth more than its instance costs by more than this share."""
CONVERGED_GAP = 1e-6
"""Gap at which the fractions of a linear program are optimal except for rounding."""
SOLVER_MARGIN = 1e-6
"""How far HiGHS lets a row or a variable of a linear program be off."""
