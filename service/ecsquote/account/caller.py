"""Calls AWS in one Region of one account: pages, batches, patience, and a note of each call that is not answered."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ecsquote.account.calls import AwsCall
from ecsquote.account.refusals import CALL_ERRORS, THROTTLED, Refusal, refusal_of
from ecsquote.account.saved_scan import SavedNotRead
from ecsquote.account.sessions import OpenedAccount

SECONDS_PER_ACTION = 60
"""How long a scan goes on asking for an action that is throttled, after boto3's own retries."""
LONGEST_WAIT_SECONDS = 8
EVERYTHING_ELSE = "everything that was not read here before"

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Patience:
    """How throttled calls are waited for."""

    seconds_per_action: float = SECONDS_PER_ACTION
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass
class RegionCaller:
    """One Region of one account. After a refusal that ends the Region, every call is left out."""

    opened: OpenedAccount
    region: str
    patience: Patience = field(default_factory=Patience)
    calls: Counter[str] = field(default_factory=Counter)
    """How often each action was called."""
    not_read: dict[tuple[str, str], SavedNotRead] = field(default_factory=dict)
    ended: bool = False
    _throttled_seconds: Counter[str] = field(default_factory=Counter)

    def answer(self, call: AwsCall, region: str | None = None, **parameters: Any) -> Answer | None:
        """The answer to one call; None where there is none, which `not_read` then names.

        `region` is where the call is sent, where that is not the Region that is read.
        """
        if self.ended or self._throttled_seconds[call.action] >= self.patience.seconds_per_action:
            return None
        client = self.opened.client(call.service, region or self.region)
        wait = 1.0
        while True:
            begin = self.patience.clock()
            self.calls[call.action] += 1
            try:
                answer: Answer = getattr(client, call.method)(**parameters)
            except CALL_ERRORS as error:
                refusal = refusal_of(error)
            else:
                return answer
            if refusal is not THROTTLED or not self._may_wait(call, begin, wait):
                self.refused(call, refusal)
                return None
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    def _may_wait(self, call: AwsCall, begin: float, wait: float) -> bool:
        """Wait for another try, unless the action has had its time."""
        lost = self.patience.clock() - begin
        left = self.patience.seconds_per_action - self._throttled_seconds[call.action] - lost
        if left > 0:
            self.patience.sleep(min(wait, left))
            lost = self.patience.clock() - begin
        self._throttled_seconds[call.action] += lost  # type: ignore[assignment]  # seconds and their fractions
        return self._throttled_seconds[call.action] < self.patience.seconds_per_action

    def refused(self, call: AwsCall, refusal: Refusal) -> None:
        """Note what nobody knows because of a call that was not answered."""
        leaves_unknown = EVERYTHING_ELSE if refusal.ends_region else call.leaves_unknown
        self.not_read.setdefault(
            (call.action, refusal.words),
            SavedNotRead(
                account=self.opened.account,
                region=self.region,
                action=call.action,
                why=refusal.words,
                leaves_unknown=leaves_unknown,
            ),
        )
        self.ended = self.ended or refusal.ends_region

    def pages(self, call: AwsCall, region: str | None = None, **parameters: Any) -> Iterator[Answer]:
        """The answer page by page, up to the first page that is not answered."""
        token: str | None = None
        while True:
            turned = {} if token is None or call.token is None else {call.token: token}
            answer = self.answer(call, region, **parameters, **turned)
            if answer is None:
                return
            yield answer
            following = answer.get(call.next_token or call.token) if call.token else None
            if not following or following == token:
                return
            token = following

    def items(self, call: AwsCall, region: str | None = None, **parameters: Any) -> list[Any]:
        """What the pages hold."""
        return [item for page in self.pages(call, region, **parameters) for item in page.get(call.answer, ())]

    def batches(self, call: AwsCall, parameter: str, names: Sequence[str], **parameters: Any) -> list[Any]:
        """What AWS says of these names, as many in one call as it takes."""
        found: list[Any] = []
        for batch in batched(names, call.batch):
            asked: dict[str, Any] = {parameter: list(batch), **parameters}
            found += self.items(call, **asked)
        return found

    def filtered(self, call: AwsCall, name: str, values: Sequence[str]) -> list[Any]:
        """What EC2 finds by a filter; a name that is gone by now is left out there."""
        parameter = "Filter" if call.method == "describe_nat_gateways" else "Filters"
        found: list[Any] = []
        for batch in batched(values, call.batch):
            asked: dict[str, Any] = {parameter: [{"Name": name, "Values": list(batch)}]}
            found += self.items(call, **asked)
        return found


def batched(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The names, each once and in their order, in parts."""
    left = iter(dict.fromkeys(names))
    while batch := list(islice(left, size)):
        yield batch
