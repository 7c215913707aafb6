"""Scans that were changed by hand: whatever stands in them, a report or an InputError, and nothing else."""

import json
import random
from typing import Any

import pytest

from ecsquote.account.aws_shapes import check_shapes
from ecsquote.account.saved_scan import saved_scan_of
from ecsquote.account.today import costs_of_today
from ecsquote.account.workloads import scanned_region
from ecsquote.calculator.request import read_request
from ecsquote.errors import EcsquoteError
from support_catalog import shipped_catalog
from support_scan_objects import READ_AT
from support_small_account import scan_document

ODD: tuple[Any, ...] = (None, "", "x", 0, -1, 3.5, True, [], {}, ["x"], [{}], [None], "arn:aws:ecs:x", "9" * 30)


def changed(document: Any, chance: random.Random) -> None:
    """Replace or remove one value somewhere."""
    here: Any = document["regions"][0]
    names = [name for name in here if name not in ("account", "region", "metrics")]
    path: Any = here[chance.choice(names)]
    while True:
        keys = list(path) if isinstance(path, dict) else list(range(len(path)))
        if not keys:
            return
        key = chance.choice(keys)
        inner = path[key]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.8:
            path = inner
            continue
        if isinstance(path, dict) and chance.random() < 0.3:
            del path[key]
        else:
            path[key] = chance.choice(ODD)
        return


@pytest.mark.parametrize("seed", range(40))
def test_a_changed_scan_gives_a_report_or_says_what_is_wrong(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    document = json.loads(json.dumps(scan_document()))
    for _ in range(chance.randint(1, 3)):
        changed(document, chance)
    catalog = shipped_catalog()
    try:
        scan = saved_scan_of(document)
        check_shapes(scan)
        for workload in scanned_region(scan.regions[0], READ_AT, scan.days, frozenset(), catalog).workloads:
            request = None if workload.request is None else read_request(workload.request, catalog)
            costs_of_today(workload.place, request, catalog)
    except EcsquoteError:
        pass
