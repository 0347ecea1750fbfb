"""Options of components: what has an effect is passed on to the right parts, what has none is refused."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from alicloud_ess_refresh import InstanceEventNotifications, RefreshableScalingGroup, ReleaseProtectionGuard
from alicloud_ess_refresh.component_options import WITHOUT_EFFECT
from unit.mocks import Recorder, ignores_open_loops, run

pytestmark = ignores_open_loops

VALUES: dict[str, Any] = {
    "ignore_changes": ["desired_capacity"],
    "replace_on_changes": ["image_id"],
    "replacement_trigger": 1,
    "delete_before_replace": True,
    "additional_secret_outputs": ["outcome"],
    "custom_timeouts": pulumi.CustomTimeouts(create="1h"),
    "import_": "asg-1",
}
COMPONENTS: tuple[Callable[..., Any], ...] = (
    RefreshableScalingGroup,
    InstanceEventNotifications,
    ReleaseProtectionGuard,
)
ARGUMENTS: dict[Any, Any] = {
    RefreshableScalingGroup: {
        "min_size": 1,
        "max_size": 1,
        "vswitch_ids": ["vsw-1"],
        "vpc_id": "vpc-1",
        "image_id": "m-1",
        "instance_types": ["ecs.g7.large"],
    },
    InstanceEventNotifications: {"region": "cn-hangzhou"},
    ReleaseProtectionGuard: {
        "region": "cn-hangzhou",
        "trail": "audit",
        "release_role": {"principals": ["acs:ram::1:user/alice"]},
        "lift_role": {"principals": ["acs:ram::1:user/bob"]},
    },
}


@pytest.mark.parametrize("component", COMPONENTS)
@pytest.mark.parametrize("option", VALUES)
def test_an_option_without_effect_is_refused(recorder: Recorder, component: Any, option: str) -> None:
    opts = pulumi.ResourceOptions(**{option: VALUES[option]})

    with pytest.raises(ValueError, match="web") as failure:
        run(lambda: component("web", ARGUMENTS[component], opts).urn)

    advice = WITHOUT_EFFECT[option]
    assert str(failure.value) == f"web: the option `{option}` has no effect on a component: {advice}"
    assert recorder.registered == {}


@pytest.mark.parametrize(("protect", "expected"), [(True, True), (None, None)])
def test_protection_is_that_of_all_but_the_configuration(
    recorder: Recorder, protect: bool | None, expected: bool | None
) -> None:
    seen: dict[str, bool | None] = {}

    def program() -> pulumi.Output[Any]:
        opts = pulumi.ResourceOptions(protect=protect)
        group = RefreshableScalingGroup("web", ARGUMENTS[RefreshableScalingGroup], opts)
        names = {child: child.pulumi_resource_name.split("-configuration-")[0] for child in group._childResources}
        seen.update({name: child._protect for child, name in names.items()})
        return pulumi.Output.all(group.urn, group.outcome)

    run(program)

    assert seen == {
        "web-security-group": expected,
        "web-group": expected,
        "web": False,
        "web-metadata": expected,
        "web-refresh": expected,
    }
    assert "pulumi-python:dynamic/ess:InstanceRefresh" in recorder.registered
