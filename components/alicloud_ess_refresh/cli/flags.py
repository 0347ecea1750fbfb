"""Inputs of a refresh by the options that give them."""

import re

__all__ = ["FLAGS", "flag_of"]

_PATH = re.compile(r"^(\w+)(?:\.(.*))?")

FLAGS = {
    "scaling_group_id": "GROUP",
    "scaling_configuration_id": "--scaling-configuration-id",
    "image_id": "--image-id",
    "launch_template_id": "--launch-template-id",
    "launch_template_version": "--launch-template-version",
    "launch_template_overrides": "--launch-template-override",
    "containers": "--containers",
    "min_healthy_percentage": "--min-healthy-percentage",
    "max_healthy_percentage": "--max-healthy-percentage",
    "skip_matching": "--skip-matching",
    "checkpoints": "--checkpoint",
    "checkpoint_pause_time": "--checkpoint-pause-time",
    "approval": "--approval",
    "alarms": "--alarm",
    "probes": "--probe",
    "bake_time_minutes": "--bake-time-minutes",
    "protected_instances": "--protected-instances",
    "standby_instances": "--standby-instances",
    "preflight_overrides": "--override",
    "wait_timeout_seconds": "--wait-timeout-seconds",
    "poll_interval_seconds": "--poll-interval-seconds",
    "on_failure": "--on-failure",
    "on_timeout": "--on-timeout",
    "progress_file": "--progress-file",
}
"""Every input that can be given here. `triggers` and `on_delete` mean something to a stack only."""


def flag_of(property_path: str) -> str:
    """
    Answer the option for the path of a property.

    >>> flag_of("checkpoints[1].percentage")
    '--checkpoint'
    >>> flag_of("preflight_overrides.quiet-alarms")
    '--override quiet-alarms'
    """
    name, key = _PATH.findall(property_path)[0]
    return f"{FLAGS[name]} {key}".rstrip()
