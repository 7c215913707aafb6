"""How thorough the search for a fleet is: every tuning constant of the search, in one place.

Efforts are counted, never timed, so that every machine finds the same fleet. The values come from the random clusters
of `tests/benchmarks/placement.py`: each is where more effort no longer lowered the cost noticeably.
"""

from dataclasses import dataclass

SEARCHES_WITHOUT_DELAY = 50
"""Services × loads up to which a search takes the usual time; beyond it the accepted gap grows in proportion."""
MOST_THOROUGH_SEARCHES = 500
"""Services × loads up to which the slowest steps are run."""
LARGEST_ACCEPTED_GAP = 5e-3
"""The accepted gap grows up to this share of the bound, for any number of loads."""
LESS_THOROUGH_PRICING_GAP = 5e-3
"""Column generation stops at this gap where the slowest steps are not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLimits:
    """Limits of the search for one load. A gap is a share: cost ÷ proven bound − 1."""

    accepted_gap: float = 1e-4
    """Gap at which the search of a cluster in the exact range is over: $1 on $10,000."""
    thorough: bool = True
    """Whether the integer program over patterns, the slowest step, is run."""
    pricing_gap: float = 1e-3
    """Gap at which column generation stops in exact search: the steps that follow close the rest faster."""

    # The range of exact search
    exact_instances: int = 60
    """Instances in the first plan up to which integer programs finish within their nodes."""
    exact_tasks: int = 1000
    """Tasks up to which integer programs finish within their nodes."""

    # Model reduction
    dominance_block: int = 64
    """Kinds compared at once with the undominated ones: a larger block takes more memory than it saves time."""

    # Pricing problem
    table_cells: int = 40_000
    """Cells of a knapsack table that every kind may have: about 1 ms of work per table."""
    exact_table_cells: int = 60_000
    """Cells of a knapsack table for a kind whose weak ceiling holds the bound down, in exact search."""
    heuristic_table_cells: int = 300_000
    """The same in heuristic search, which runs fewer rounds and so can pay for larger tables."""
    shared_table_cells: int = 6000
    """Cells up to which kinds share a table with more dimensions than each needs: many small tables cost more."""
    surrogate_steps: tuple[int, ...] = (1, 16, 8)
    """Steps of the grid of mixtures for 1, 2 and 3 resources: finer grids hardly lower the ceilings."""
    surrogate_steps_beyond: int = 3
    """Steps of the grid for more resources, of which the number of mixtures grows exponentially."""
    surrogate_finest_step: float = 6e-3
    """Step, as a share of a mixture, at which the refinement of the best mixture ends."""

    # Column generation
    rounds: int = 60
    """Rounds of column generation in exact search; it converges in far fewer."""
    patterns_per_round: int = 24
    """New patterns per round: more of them slow the restricted master down."""
    fractional_kinds: int = 12
    """Kinds without a table that get a pattern from their best fractions in a round, which takes a linear program."""

    # Exact search
    round_up_from: tuple[float, ...] = (0.8, 1.0)
    """Fractions of a pattern that are rounded up to a whole instance, tried in order while the gap is open."""
    fleet_slacks: tuple[float, ...] = (0.0, 0.002, 0.005, 0.01, 0.02)
    """Room beyond the covering rows, as a share, that the fleets tried have, one after the other."""
    fleets_per_slack: int = 8
    """Fleets tried with one slack: each that cannot hold the tasks gives a cutting plane."""
    fleet_nodes: int = 1000
    """Branch-and-bound nodes of the integer program for a fleet, and of the one that assigns its tasks."""
    assignment_cells: int = 150
    """Instances × items up to which tasks are assigned by an integer program, which slows down fast beyond it."""
    cut_rounds: int = 30
    """Rounds of column generation in the search for one cutting plane."""
    cut_violation: float = 1e-4
    """Share of a row by which a fleet must miss it for the row to be a useful cutting plane."""
    unplaced_tolerance: float = 1e-7
    """Tasks left unplaced by a linear program below which all count as placed: its rounding error."""

    # Diving heuristic
    dive_rounds: int = 6
    """Rounds of column generation after each step of a dive."""
    dive_steps: int = 80
    """Steps after which a dive is given up."""

    # Pattern selection
    selected_patterns: int = 120
    """Patterns in the integer program over patterns, known and enumerated together."""
    least_enumerated_patterns: int = 30
    """Enumerated patterns in that program even where more patterns than that are known already."""
    pattern_nodes: int = 500
    """Branch-and-bound nodes of the integer program over patterns."""
    pattern_gap: float = 1e-4
    """Gap at which that program stops branching."""
    beam_width: int = 1500
    """Partial patterns of one table kept per item in the enumeration; where more are possible it is incomplete."""

    # Proof for few tasks
    proven_tasks: int = 64
    """Tasks up to which all patterns that a cheaper fleet could contain are listed."""
    listed_partial_patterns: int = 1_000_000
    """Partial patterns made in that list: where more are possible the proof is not tried."""
    listed_patterns: int = 20_000
    """Patterns with which it is tried at most."""
    listing_rounds: int = 20
    """Rounds of column generation with such lists, where ceilings leave the bound's prices inexact."""
    listed_per_round: int = 50
    """New patterns in one of these rounds."""
    branching_nodes: int = 300
    """Nodes of the branching on the number of instances of each kind."""
    branched_cells: int = 500_000
    """Nodes × patterns of this branching."""
    deciding_nodes: int = 100
    """Branch-and-bound nodes of the integer program that decides a node of whole numbers."""
    decided_cells: int = 100_000
    """Nodes × patterns of all these programs together."""

    # Heuristic search
    heuristic_gap: float = 0.009
    """Gap at which heuristic search is over: large clusters start near the bound, and more effort gains little."""
    good_cover_gap: float = 0.003
    """Gap at which a packed cover needs no other slack, and at which column generation ends in heuristic search."""
    poor_cover_gap: float = 0.04
    """Gap from which other slacks do not improve a packed cover."""
    cover_slacks: tuple[float, ...] = (0.002, 0.0, 0.004)
    """Room beyond the tasks' needs, as a share, that a packed cover has, tried in order."""
    passes: tuple[tuple[float, int], ...] = ((0.004, 3), (0.002, 3), (0.0, 12))
    """Passes of heuristic search: gap at which fractions are rounded, and rounds of column generation afterwards."""
    sampling_rounds: int = 10
    """Rounds of pattern sampling in one pass."""
    leftover_slacks: tuple[float, ...] = (0.0, 0.03, 0.1)
    """Room beyond the needs of leftover tasks, as a share: they are few, so rounding needs more of it."""
    balanced_share: float = 0.95
    """Share of the fullest resource's use from which a resource counts when single tasks choose an instance."""

    # Pattern sampling
    seed: int = 1
    """Seed of PCG64, which gives the same numbers on every machine."""
    draws_per_kind: int = 20
    """Patterns drawn for one kind in a round."""
    value_noise: float = 0.3
    """Largest share by which a task's value is changed at random, up or down."""
    partly_taken_items: int = 5
    """First items of a draw of which only a random part of what fits is taken: balanced patterns need that."""
    sampled_patterns_per_round: int = 32
    """Drawn patterns that join the restricted master in a round, the best ones."""
    rounds_before_fractions: int = 5
    """Rounds before patterns from fractions are added to the draws: they take more time."""
    stalled_rounds: int = 3
    """Rounds in a row without a new pattern after which sampling ends."""
    near_best_kind: float = 0.06
    """Share below the best kind's pattern within which a kind is drawn for in every round."""
    all_kinds_every: int = 4
    """Every this many rounds, patterns are drawn for all kinds."""

    # Lower bounds without plans
    bound_items: int = 12
    """Items up to which prices get the most rounds of column generation."""
    bound_rounds: int = 20
    """Rounds for so few items; the bound holds after any number of them."""
    bound_rounds_of_many: int = 6
    """Rounds for more items."""
    bound_gap: float = 1e-3
    """Gap at which these rounds end."""
    bound_cells: int = 4000
    """Cells of a knapsack table in these rounds."""
    bound_nodes: int = 200
    """Branch-and-bound nodes of the program for the whole instances of one load."""
    cover_cells: int = 1000
    """Cells in which the worth of loads is counted for whole instances."""

    # Dynamic program
    spare_layers: int = 64
    """Instances up to which fleets of every size are compared where the rules ask for spare instances."""
    spare_cells: int = 20_000_000
    """Kinds × tasks × instances of this comparison; with more, the bound alone says how good the fleet is."""
    cover_table_cells: int = 1_000_000
    """Kinds × tasks of an exact table; beyond it, tasks are counted by several."""

    # Type selection
    all_type_sets: int = 300
    """Sets of instance types up to which all are relaxed; beyond it only likely ones are."""
    searched_type_sets: int = 4
    """Sets of instance types within which a cluster of several items is searched."""

    # Warm start
    kept_patterns: int = 300
    """Patterns of one load that the search for the next load starts with."""

    @classmethod
    def for_loads(cls, services: int, loads: int) -> "SearchLimits":
        """Limits where this number of services is planned for this number of different loads."""
        searches = services * loads
        usual = cls()
        gap = min(LARGEST_ACCEPTED_GAP, usual.accepted_gap * max(1.0, searches / SEARCHES_WITHOUT_DELAY))
        thorough = searches <= MOST_THOROUGH_SEARCHES
        pricing_gap = usual.pricing_gap if thorough else LESS_THOROUGH_PRICING_GAP
        return cls(accepted_gap=gap, thorough=thorough, pricing_gap=pricing_gap)
