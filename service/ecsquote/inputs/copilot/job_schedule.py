"""When a scheduled job runs, as an expression of EventBridge.

Source: "on.schedule", https://aws.github.io/copilot-cli/docs/manifest/scheduled-job/
"""

import re

_NAMED = {
    "@yearly": "cron(0 0 1 1 ? *)",
    "@annually": "cron(0 0 1 1 ? *)",
    "@monthly": "cron(0 0 1 * ? *)",
    "@weekly": "cron(0 0 ? * 1 *)",
    "@daily": "cron(0 0 * * ? *)",
    "@midnight": "cron(0 0 * * ? *)",
    "@hourly": "cron(0 * * * ? *)",
}
_EVERY = re.compile(r"@every\s+(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?")
_STANDARD_FIELDS = 5
_NUMBER = re.compile(r"[0-7]")


def expression_of(schedule: str) -> str | None:
    """rate(…) or cron(…) for a schedule; None for "none", which never fires. ValueError for anything else."""
    text = schedule.strip()
    if text.lower() == "none":
        return None
    if text.startswith(("rate(", "cron(")):
        return text
    if text in _NAMED:
        return _NAMED[text]
    if text.startswith("@every"):
        return _every(text)
    fields = text.split()
    if len(fields) != _STANDARD_FIELDS:
        raise ValueError(f"on.schedule must be a preset, rate(…), cron(…) or five cron fields, not {text[:40]!r}")
    minute, hour, day, month, weekday = fields
    if day != "*" and weekday != "*":
        raise ValueError("on.schedule must have * as its day of the month or its day of the week")
    if weekday == "*":
        return f"cron({minute} {hour} {day} {month} ? *)"
    return f"cron({minute} {hour} ? {month} {_from_sunday(weekday)} *)"


def _every(text: str) -> str:
    found = _EVERY.fullmatch(text)
    if found is None:
        raise ValueError(f"on.schedule must be @every followed by a time such as 1h30m, not {text[:40]!r}")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    whole, rest = divmod(hours * 3600 + minutes * 60 + seconds, 60)
    if rest or not whole:
        raise ValueError("on.schedule must be whole minutes")
    return f"rate({whole} minutes)"


def _from_sunday(weekday: str) -> str:
    """Days of the week of cron (0 or 7 for Sunday) as EventBridge counts them (1 for Sunday)."""
    return _NUMBER.sub(lambda found: str(int(found[0]) % 7 + 1), weekday)
