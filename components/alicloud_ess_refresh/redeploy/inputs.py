"""
The properties of a redeployment as Pulumi hands them over, checked and parsed into `RedeployInputs`.

All wrong properties are reported at once. At preview some are unknown: those are not judged.
"""

from collections.abc import Mapping
from typing import Any

from alicloud_ess_refresh.dynamic.reading import (
    NOT_GIVEN,
    Reader,
    boolean,
    choice,
    contains_unknown,
    text,
    whole_number,
)
from alicloud_ess_refresh.errors import InputFailure, InvalidInputsError
from alicloud_ess_refresh.redeploy.model import InScalingGroup, RedeployInputs
from alicloud_ess_refresh.suggestions import did_you_mean

__all__ = ["INPUTS", "find_failures", "parse"]

Props = Mapping[str, Any]

INPUTS: Mapping[str, Reader] = {
    "instance_id": text(),
    "event_id": text(),
    "accept_local_disk_loss": boolean(),
    "reason": text(),
    "in_scaling_group": choice(*InScalingGroup),
    # A group has at most 1000 instances (CreateScalingGroup, MaxSize).
    "max_concurrent": whole_number(1, 1000, "instances"),
    "force_stop": boolean(),
    # As InstanceRefresh: a week, and what no rate limit is published for.
    "wait_timeout_seconds": whole_number(1, 604_800, "seconds"),
    "poll_interval_seconds": whole_number(1, 300, "seconds"),
}
"""Every input by its name."""
_REQUIRED = ("instance_id", "event_id")


def parse(props: Props) -> RedeployInputs:
    """
    Answer the inputs.

    Args:
        props: Properties with every value known. Names other than INPUTS (outputs, `__provider`) are ignored.

    Raises:
        InvalidInputsError: One or more of them are wrong.
    """
    values, failures = _read(props)
    if failures:
        raise InvalidInputsError(failures)
    if "in_scaling_group" in values:
        values["in_scaling_group"] = InScalingGroup(values["in_scaling_group"])
    return RedeployInputs(**values)


def find_failures(props: Props) -> tuple[InputFailure, ...]:
    """Answer everything that is wrong with these properties; values may be unknown."""
    strangers = tuple(_stranger(name) for name in props if name not in INPUTS and not name.startswith("__"))
    return strangers + _read(props)[1]


def _read(props: Props) -> tuple[dict[str, Any], tuple[InputFailure, ...]]:
    failures = [InputFailure(name, NOT_GIVEN) for name in _REQUIRED if props.get(name) is None]
    known = {name: props[name] for name in INPUTS if props.get(name) is not None and not contains_unknown(props[name])}
    values = {name: INPUTS[name](value, name, failures) for name, value in known.items()}
    if values.get("accept_local_disk_loss") is True and props.get("reason") is None:
        failures.append(
            InputFailure("reason", "not set, but `accept_local_disk_loss` needs it: say why the data may go")
        )
    return values, tuple(failures)


def _stranger(name: str) -> InputFailure:
    return InputFailure(name, f"not an input of InstanceRedeploy: {did_you_mean(name, INPUTS)}")
