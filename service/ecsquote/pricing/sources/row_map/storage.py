"""EBS volumes and snapshots (in the AmazonEC2 offer), AmazonECR and AmazonEFS.

https://aws.amazon.com/ebs/pricing/ https://aws.amazon.com/ecr/pricing/ https://aws.amazon.com/efs/pricing/
"""

import re

from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.sources.row_map.rule import RowMeaning, Rule, one_meter

IO2_TIERS = {"": ("0", "32000"), "1": ("0", "32000"), "2": ("32000", "64000"), "3": ("64000", "Inf")}
"""io2's IOPS tiers have a usage type each: https://aws.amazon.com/ebs/pricing/ (io2 Block Express)."""


_EFS_ACCESS = tuple(
    of_kind(access_type)
    for of_kind in (meters.efs_elastic_gb, meters.efs_infrequent_gb, meters.efs_archive_gb)
    for access_type in meters.EFS_ACCESS_TYPES
)


def _efs_access(meter: Meter) -> Rule:
    """GB read and GB written share a usage type; `accessType` distinguishes them."""
    return Rule(
        offer=meter.service_code,
        usage_type=re.escape(meter.usage_type),
        units=("GB",),
        meaning=lambda _match, _attributes: RowMeaning(meter),
        attributes={"accessType": meter.variant},
    )


# Not kept: small files of a class, included throughput ($0), .outposts volumes, VolumeIOUsage.
STORAGE_RULES = (
    *(one_meter(meters.ebs_volume_gb(kind), "GB-Mo") for kind in meters.EBS_VOLUME_TYPES),
    *(one_meter(meters.ebs_volume_iops(kind), "IOPS-Mo") for kind in ("gp3", "io1")),
    Rule(
        offer="AmazonEC2",
        usage_type=r"EBS:VolumeP-IOPS\.io2(?:\.tier(?P<tier>[123]))?",
        units=("IOPS-Mo",),
        meaning=lambda match, _attributes: RowMeaning(meters.ebs_volume_iops("io2"), IO2_TIERS[match["tier"] or ""]),
    ),
    one_meter(meters.EBS_GP3_THROUGHPUT, "GiBps-mo"),
    one_meter(meters.EBS_SNAPSHOT_GB, "GB-Mo"),
    one_meter(meters.ECR_STORED_GB, "GB-Mo"),
    *(one_meter(meter, "GB-Mo") for meter in meters.EFS_STORED_GB.values()),
    one_meter(meters.EFS_ELASTIC_IA_STORED_GB, "GB-Mo"),
    one_meter(meters.EFS_ONE_ZONE_IA_STORED_GB, "GB-Mo"),
    one_meter(meters.EFS_ARCHIVE_STORED_GB, "GB-Mo"),
    one_meter(meters.EFS_PROVISIONED_MIBPS, "MiBps-Mo"),
    *(_efs_access(meter) for meter in _EFS_ACCESS),
)
