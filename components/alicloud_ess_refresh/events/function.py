"""
The handler as a function of Function Compute, for an event rule whose target is a function.

The function's configuration: handler `alicloud_ess_refresh.events.function.handler`, environment variables
`ESS_EVENTS_POLICY` (YAML text, default: none) and those of the alicloud provider. A function has no disk to remember
on; what it answers is idempotent by itself: RedeployInstance is called once for an event, whoever asks.
"""

import os
from datetime import UTC, datetime

from alicloud_ess_refresh.clock import SystemClock
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.events.handler import Handler
from alicloud_ess_refresh.events.memory import Memory
from alicloud_ess_refresh.events.policy import read_policy

__all__ = ["handler"]


class _Output:
    """What the function prints is its log; nobody ends it but the service, which lets it end first."""

    def tell(self, line: str) -> None:
        print(line)

    def is_gone(self) -> bool:
        return False


def handler(event: bytes | str, _context: object = None) -> str:
    """
    Handle one event message, to its end, and answer the decision.

    The wait may be long: the function's timeout is to be above the longest move, or events are to go into a queue.

    Raises:
        InvalidPolicyError: `ESS_EVENTS_POLICY` is wrong.
        ConnectionSettingsError: Region or credentials cannot be made out.
        ValueError: The message cannot be read, or the event not be answered: the service calls the function again.
    """
    # Loads the vendor SDK.
    from alicloud_ess_refresh.cloud import sdk_ecs, sdk_membership  # noqa: PLC0415
    from alicloud_ess_refresh.events.answering import CloudAnswering  # noqa: PLC0415

    policy = read_policy(os.environ.get("ESS_EVENTS_POLICY", ""), where="ESS_EVENTS_POLICY")
    settings, output = Settings(config={}, environment=os.environ), _Output()
    answering = CloudAnswering(
        ecs=sdk_ecs.open_client(settings),
        groups=sdk_membership.open_client(settings),
        policy=policy,
        clock=SystemClock(),
        engine=output,
    )
    text = event.decode("utf-8", "replace") if isinstance(event, bytes) else event
    handling = Handler(
        Memory(), policy, answering, now=lambda: datetime.now(UTC), tell=output.tell, region=settings.region
    )
    handled = handling.handle(text)
    failed = handling.wait()
    handling.close()
    if handled.decision is None:
        raise ValueError(f"the message cannot be read: {handled.malformed}")
    if failed:
        raise ValueError(f"event {handled.decision.message.event_id} could not be answered: see the log above")
    return str(handled.decision.action)
