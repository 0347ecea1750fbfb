"""What is recorded of a redeployment: its inputs as given, and what came of them."""

from collections.abc import Mapping
from typing import Any

from alicloud_ess_refresh.cloud.ecs import SystemEvent
from alicloud_ess_refresh.redeploy.inputs import INPUTS
from alicloud_ess_refresh.redeploy.model import Result

__all__ = ["OUTPUTS", "event_outputs", "inputs_of", "outputs_of", "result_outputs"]

OUTPUTS = ("outcome", "task_id", "instance_status", "event_type", "event_status")

Props = Mapping[str, Any]


def inputs_of(props: Props) -> dict[str, Any]:
    return {name: value for name, value in props.items() if name in INPUTS}


def outputs_of(props: Props) -> dict[str, Any]:
    return {name: value for name, value in props.items() if name in OUTPUTS}


def result_outputs(result: Result) -> dict[str, Any]:
    """Answer what came of it; what there is none of is left out."""
    said = {"outcome": str(result.outcome), "task_id": result.task_id, "instance_status": result.instance_status}
    return {name: value for name, value in said.items() if value} | event_outputs(result.event)


def event_outputs(event: SystemEvent) -> dict[str, Any]:
    return {"event_type": event.event_type, "event_status": event.status}
