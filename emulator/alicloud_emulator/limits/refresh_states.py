"""What StartInstanceRefresh is refused for although every value is right."""

from __future__ import annotations

from alicloud_emulator.limits import template_conditions as templates
from alicloud_emulator.limits.rule import StateRule
from alicloud_emulator.limits.words import ASSUMED, NO_NUMBER, NO_TEMPLATE, NO_VERSION
from alicloud_emulator.state.ess import assumptions as codes

__all__ = ["REFRESH_STATES"]

DESIRED = "DesiredConfiguration."

REFRESH_STATES = (
    *(
        StateRule(
            key=f"refresh: {key}",
            actions=("StartInstanceRefresh",),
            condition=condition,
            code=code,
            message=message,
            is_broken=is_broken,
            source="API of CreateScalingGroup",
        )
        for key, condition, code, message, is_broken in (
            (
                "template missing",
                "there is no launch template of the id",
                "LaunchTemplateSet.NotFound",
                NO_TEMPLATE,
                templates.template_is_missing(DESIRED),
            ),
            (
                "version no number",
                "the version is neither a number nor Default or Latest",
                "TemplateVersion.NotNumber",
                NO_NUMBER,
                templates.version_is_no_number(DESIRED),
            ),
            (
                "version missing",
                "the launch template has no such version",
                "LaunchTemplateVersionSet.NotFound",
                NO_VERSION,
                templates.version_is_missing(DESIRED),
            ),
        )
    ),
    StateRule(
        key="refresh: group not active",
        actions=("StartInstanceRefresh",),
        condition="the group is not Active",
        code=codes.CODE_GROUP_NOT_ACTIVE,
        message="Scaling group {group} is Inactive.",
        enforced_in="state/ess/refresh_checks.py",
        source=ASSUMED,
    ),
    StateRule(
        key="refresh: task runs",
        actions=("StartInstanceRefresh",),
        condition="a task of the group runs",
        code=codes.CODE_TASK_IS_RUNNING,
        message="Scaling group {group} has a running instance refresh task: {task}.",
        enforced_in="state/ess/refresh_checks.py",
        source="API; the code is assumed",
    ),
    StateRule(
        key="refresh: two targets",
        actions=("StartInstanceRefresh",),
        condition="DesiredConfiguration holds more than one of ScalingConfigurationId, ImageId, LaunchTemplateId, "
        "Containers",
        code=codes.CODE_EXCLUSIVE_CONFIGURATIONS,
        message="DesiredConfiguration holds ScalingConfigurationId and ImageId, of which only one can be specified.",
        enforced_in="state/ess/refresh_checks.py",
        source="SDK; the code is assumed",
    ),
    StateRule(
        key="refresh: checkpoints fall",
        actions=("StartInstanceRefresh",),
        condition="the checkpoints' percentages do not ascend, or the last is not 100",
        code="InvalidParameter",
        message='The specified value of parameter "Checkpoints" is not valid: got [50, 20], expected percentages in '
        "ascending order.",
        enforced_in="state/ess/refresh_checks.py",
        source="SDK",
    ),
    StateRule(
        key="refresh: group not supported",
        actions=("StartInstanceRefresh",),
        condition="the group is not of type ECS with policy PRIORITY, or recycles, or has weights",
        code=codes.CODE_UNSUPPORTED_GROUP,
        message="Scaling group {group} does not support instance refresh: its MultiAZPolicy is BALANCE, not PRIORITY.",
        enforced_in="state/ess/refresh_checks.py",
        source="API; the code is assumed",
    ),
)
