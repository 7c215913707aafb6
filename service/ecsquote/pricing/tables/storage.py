"""ebs.csv, ecr.csv and efs.csv: volumes, snapshots, container images and files."""

from ecsquote.pricing import meters
from ecsquote.pricing.tables.table import Dimension, dimension_table

GB_MONTHS, IOPS_MONTHS = "GB-Mo", "IOPS-Mo"


EBS = dimension_table(
    "ebs.csv",
    "EBS volumes, IOPS, throughput and snapshots (https://aws.amazon.com/ebs/pricing/)",
    {"volume_type": "gp3, gp2, io1, io2, st1, sc1, standard or snapshot", "dimension": "what the price is for"},
    {
        **{(kind, "storage"): Dimension(meters.ebs_volume_gb(kind), GB_MONTHS) for kind in meters.EBS_VOLUME_TYPES},
        ("snapshot", "storage"): Dimension(meters.EBS_SNAPSHOT_GB, GB_MONTHS),
        ("gp3", "iops_above_3000"): Dimension(meters.ebs_volume_iops("gp3"), IOPS_MONTHS),
        ("gp3", "throughput_above_125MiBps"): Dimension(meters.EBS_GP3_THROUGHPUT, "GiBps-Mo"),
        ("io1", "iops"): Dimension(meters.ebs_volume_iops("io1"), IOPS_MONTHS),
        ("io2", "iops_tier1_0_32000"): Dimension(meters.ebs_volume_iops("io2"), IOPS_MONTHS, "0", "32000"),
        ("io2", "iops_tier2_32001_64000"): Dimension(meters.ebs_volume_iops("io2"), IOPS_MONTHS, "32000", "64000"),
        ("io2", "iops_tier3_64001_up"): Dimension(meters.ebs_volume_iops("io2"), IOPS_MONTHS, "64000"),
    },
)

ECR = dimension_table(
    "ecr.csv",
    "Images kept in a private registry (https://aws.amazon.com/ecr/pricing/)",
    {"dimension": "what the price is for"},
    {("ecr_storage",): Dimension(meters.ECR_STORED_GB, GB_MONTHS)},
)

_ACCESS = {"read": "Read", "write": "Write"}

EFS = dimension_table(
    "efs.csv",
    "Files: storage by class, elastic and provisioned throughput, access (https://aws.amazon.com/efs/pricing/)",
    {"dimension": "what the price is for"},
    {
        ("standard_storage",): Dimension(meters.EFS_STORED_GB["STANDARD"], GB_MONTHS),
        ("one_zone_storage",): Dimension(meters.EFS_STORED_GB["ONE_ZONE"], GB_MONTHS),
        ("ia_storage",): Dimension(meters.EFS_STORED_GB["INFREQUENT_ACCESS"], GB_MONTHS),
        ("ia_storage_elastic",): Dimension(meters.EFS_ELASTIC_IA_STORED_GB, GB_MONTHS),
        ("one_zone_ia_storage",): Dimension(meters.EFS_ONE_ZONE_IA_STORED_GB, GB_MONTHS),
        ("archive_storage",): Dimension(meters.EFS_ARCHIVE_STORED_GB, GB_MONTHS),
        ("provisioned_throughput",): Dimension(meters.EFS_PROVISIONED_MIBPS, "MiBps-Mo"),
        **{(f"elastic_{word}",): Dimension(meters.efs_elastic_gb(name), "GB") for word, name in _ACCESS.items()},
        **{(f"ia_{word}",): Dimension(meters.efs_infrequent_gb(name), "GB") for word, name in _ACCESS.items()},
        **{(f"archive_{word}",): Dimension(meters.efs_archive_gb(name), "GB") for word, name in _ACCESS.items()},
    },
)
