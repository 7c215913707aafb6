"""What the repositories of tests hold: a workload whose bill a head can work out, and a budget of its growth.

A task of 1 vCPU and 2 GB in us-east-1 costs 0.04048 + 2 × 0.004445 = $0.04937 an hour on Fargate; in 100 hours $4.937.
"""

import json
from typing import Any

BUDGETS = """\
version: 1
budgets:
  - name: growth
    owners: [payments@example.com]
    each: workload
    change: {percent: 20, warning_percent: 10}
"""


def workload(tasks: int, **more: Any) -> str:
    """The request of this number of tasks on Fargate, as a file holds it; ten cost $49.37."""
    definition = {
        "family": "web",
        "cpu": "1024",
        "memory": "2048",
        "networkMode": "awsvpc",
        "containerDefinitions": [{"name": "app", "image": "app:1", "essential": True}],
    }
    service = {
        "name": "web",
        "task_definition": definition,
        "service_definition": {"launchType": "FARGATE"},
        "load": {"tasks": str(tasks)},
    }
    month = {"name": "shop", "region": "us-east-1", "hours_per_month": 100}
    return json.dumps({**month, "services": [service], **more})
