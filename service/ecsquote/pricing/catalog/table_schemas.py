"""The tables of a catalog version: the name of each file and its columns."""

from collections.abc import Mapping

import pyarrow as pa

_WORD = pa.dictionary(pa.int32(), pa.string())
_MONEY = pa.decimal128(18, 10)
_RANGE = pa.decimal128(24, 6)

_PRICE_FIELDS = [
    ("location", _WORD),
    ("service_code", _WORD),
    ("usage_type", _WORD),
    ("variant", _WORD),
    ("usage_type_prefix", _WORD),
    ("unit", _WORD),
    ("unit_price", _MONEY),
    ("begin_range", _RANGE),
    ("end_range", _RANGE),
    ("currency", _WORD),
    ("sku", pa.string()),
    ("rate_code", pa.string()),
    ("effective_date", _WORD),
    ("observed_on", _WORD),
    ("source", _WORD),
    ("basis", _WORD),
    ("note", _WORD),
]

PRICES, ZONE_PRICES, SAVINGS_PLANS = "prices.parquet", "zone_prices.parquet", "savings_plans.parquet"
LOCATIONS, INSTANCE_TYPES, INTERRUPTIONS = "locations.parquet", "instance_types.parquet", "interruptions.parquet"

OPERATION = "operation"
"""AWS's own operation of a price's row, where the row was read from AWS: the last column of the prices. Versions that
were made before there was one lack it."""

_TERM_FIELDS = [
    ("plan_type", _WORD),
    ("term_years", pa.int8()),
    ("payment_option", _WORD),
    ("family", _WORD),
]

SCHEMAS: Mapping[str, pa.Schema] = {
    PRICES: pa.schema([*_PRICE_FIELDS, (OPERATION, _WORD)]),
    ZONE_PRICES: pa.schema(_PRICE_FIELDS),
    SAVINGS_PLANS: pa.schema([*_TERM_FIELDS, *_PRICE_FIELDS]),
    LOCATIONS: pa.schema(
        [
            ("code", pa.string()),
            ("name", pa.string()),
            ("location_type", _WORD),
            ("region", pa.string()),
        ]
    ),
    INSTANCE_TYPES: pa.schema(
        [
            ("name", pa.string()),
            ("vcpus", pa.int32()),
            ("memory_mib", pa.int64()),
            ("architectures", pa.list_(pa.string())),
            ("gpu_count", pa.int32()),
            ("gpu_name", _WORD),
            ("accelerator_count", pa.int32()),
            ("accelerator_name", _WORD),
            ("awsvpc_tasks", pa.int32()),
            ("awsvpc_tasks_trunking", pa.int32()),
            ("trunking_basis", _WORD),
            ("current_generation", pa.bool_()),
            ("burstable", pa.bool_()),
            ("bare_metal", pa.bool_()),
            ("source", _WORD),
            ("observed_on", _WORD),
        ]
    ),
    INTERRUPTIONS: pa.schema(
        [
            ("region", _WORD),
            ("instance_type", _WORD),
            ("operating_system", _WORD),
            ("savings_percent", pa.int8()),
            ("range_index", pa.int8()),
            ("range", _WORD),
            ("source", _WORD),
            ("observed_on", _WORD),
        ]
    ),
}
"""The columns of every file of a version."""

SPOT_ZONES, RESERVED_INSTANCES = "spot_zones.parquet", "reserved_instances.parquet"
SPOT_SAMPLES = "spot_samples.parquet"
_SPOT_ZONE_COLUMNS = (
    "region",
    "availability_zone",
    "instance_type",
    "operating_system",
    "current",
    "mean",
    "p50",
    "p95",
    "since",
    "until",
)
OPTIONAL_SCHEMAS: Mapping[str, pa.Schema] = {
    SPOT_ZONES: pa.schema([(name, _WORD) for name in _SPOT_ZONE_COLUMNS]),
    RESERVED_INSTANCES: SCHEMAS[SAVINGS_PLANS],
    SPOT_SAMPLES: pa.schema(
        [
            ("location", _WORD),
            ("service_code", _WORD),
            ("usage_type", _WORD),
            ("variant", _WORD),
            ("unit_price", _MONEY),
            ("since", _WORD),
            ("until", _WORD),
        ]
    ),
}
"""The columns of the files that not every version has. A refresh makes Spot prices by zone, text as AWS prints them,
and samples: the Spot prices that one refresh after the other has read. An import makes Reserved Instances, whose
`plan_type` is the offering class (STANDARD or CONVERTIBLE)."""
