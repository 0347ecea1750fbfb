"""
The handler as a function of Function Compute, for an event rule whose target is a function.

The function's configuration: handler `alicloud_ess_refresh.events.function.handler`, a role with the permissions of
docs/events.md, and `ESS_EVENTS_POLICY` (YAML text, default: none). Function Compute sets region and credentials in the
environment; those of the alicloud provider go before. A function has no disk to remember on; what it answers is
idempotent by itself: RedeployInstance is called once for an event, whoever asks.
"""

import os

from alicloud_ess_refresh.clock import Clock, SystemClock
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.events.handler import Handler
from alicloud_ess_refresh.events.memory import Memory
from alicloud_ess_refresh.events.policy import Policy, read_policy
from alicloud_ess_refresh.printable import one_line

__all__ = ["handler", "respond"]

FUNCTION_REGION = "FC_REGION"
"""Variable with the function's region. Source: Function Compute, "Configure environment variables"."""


class _Output(Engine):
    """What the function prints is its log; nobody ends it but the service, which lets it end first."""

    def tell(self, line: str) -> None:
        print(one_line(line))


def handler(event: bytes | str, _context: object = None) -> str:
    """
    Handle one event message, to its end, and answer the decision: `redeploy`, `replace`, `tell` or `ignore`.

    The wait may be long: the function's timeout is to be above the longest move, or events are to go into a queue.

    Raises:
        InvalidPolicyError: `ESS_EVENTS_POLICY` is wrong.
        ConnectionSettingsError: Region or credentials cannot be made out.
        ValueError: The message cannot be read, or the event not be answered: the service calls the function again.
    """
    policy = read_policy(os.environ.get("ESS_EVENTS_POLICY", ""), where="ESS_EVENTS_POLICY")
    environment = {"ALIBABA_CLOUD_REGION": os.environ.get(FUNCTION_REGION, ""), **os.environ}
    text = event.decode("utf-8", "replace") if isinstance(event, bytes) else event
    return respond(text, policy, Settings(config={}, environment=environment), SystemClock())


def respond(text: str, policy: Policy, settings: Settings, clock: Clock) -> str:
    """Handle one event message, as `handler` does, in the cloud that the settings name."""
    # Loads the vendor SDK.
    from alicloud_ess_refresh.cloud import sdk_ecs, sdk_membership  # noqa: PLC0415
    from alicloud_ess_refresh.events.answering import CloudAnswering  # noqa: PLC0415

    output = _Output()
    answering = CloudAnswering(
        ecs=sdk_ecs.open_client(settings),
        groups=sdk_membership.open_client(settings),
        policy=policy,
        clock=clock,
        engine=output,
    )
    handling = Handler(Memory(), policy, answering, clock=clock, tell=output.tell, region=settings.region)
    handled = handling.handle(text)
    failed = handling.wait()
    handling.close()
    if handled.decision is None:
        raise ValueError(f"the message cannot be read: {handled.malformed}")
    if failed:
        raise ValueError(f"event {handled.decision.message.event_id} could not be answered: see the log above")
    return str(handled.decision.action)
