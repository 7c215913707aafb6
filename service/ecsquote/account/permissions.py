"""The IAM policy of a scan: exactly the actions that it calls, none of which changes anything.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from collections.abc import Sequence
from typing import Any

from ecsquote.account.calls import ASSUME_ROLE, CALLS


def scan_policy(role_arns: Sequence[str] = ()) -> dict[str, Any]:
    """The policy as JSON values; with roles, they may be assumed."""
    actions = sorted({call.action for call in CALLS} - {ASSUME_ROLE.action})
    statements: list[dict[str, Any]] = [
        {"Sid": "EcsquoteScan", "Effect": "Allow", "Action": actions, "Resource": "*"},
    ]
    if role_arns:
        statements.append(
            {
                "Sid": "EcsquoteScanRoles",
                "Effect": "Allow",
                "Action": [ASSUME_ROLE.action],
                "Resource": list(dict.fromkeys(role_arns)),
            }
        )
    return {"Version": "2012-10-17", "Statement": statements}
