"""EBS volumes and snapshots (in the AmazonEC2 offer), AmazonECR and AmazonEFS.

https://aws.amazon.com/ebs/pricing/ https://aws.amazon.com/ecr/pricing/ https://aws.amazon.com/efs/pricing/
"""

from ecsquote.pricing import meters
from ecsquote.pricing.sources.row_map.rule import RowMeaning, Rule, one_meter

IO2_TIERS = {"": ("0", "32000"), "1": ("0", "32000"), "2": ("32000", "64000"), "3": ("64000", "Inf")}
"""io2's IOPS tiers have a usage type each: https://aws.amazon.com/ebs/pricing/ (io2 Block Express)."""


# Not kept: .outposts volumes, VolumeIOUsage.
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
)
