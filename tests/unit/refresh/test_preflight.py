"""What a refresh would do, from facts alone."""

import pytest

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplate
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.refresh.facts import Facts
from alicloud_ess_refresh.refresh.inputs import parse
from alicloud_ess_refresh.refresh.inspection import inspect
from unit.refresh.conftest import props

ON_DEFAULT = Facts(
    group=ScalingGroup(
        scaling_group_id="asg-1",
        lifecycle_state="Active",
        launch_template_id="lt-1",
        launch_template_version="Default",
    ),
    instances=tuple(
        ScalingInstance(
            instance_id=f"i-{number}",
            lifecycle_state="InService",
            launch_template_id="lt-1",
            launch_template_version="Default",
        )
        for number in range(2)
    ),
    tasks=(),
    template=LaunchTemplate(launch_template_id="lt-1", default_version="3", latest_version="5"),
)
DEFAULT = {"launch_template_id": "lt-1", "launch_template_version": "Default", "on_failure": "leave"}


@pytest.mark.parametrize(
    ("inputs", "desired"),
    [
        (DEFAULT, DesiredConfiguration(launch_template_id="lt-1", launch_template_version="Default")),
        ({"on_failure": "leave"}, DesiredConfiguration()),
    ],
    ids=["default", "the active one"],
)
def test_a_moving_version_that_is_active_is_not_activated(
    inputs: dict[str, str], desired: DesiredConfiguration
) -> None:
    """Instances show `Default`, and nobody has recorded which number that was."""
    preflight = inspect(parse(props(**{"scaling_configuration_id": None, **inputs})), ON_DEFAULT)
    assert (preflight.action, preflight.replaced, preflight.explanation) == (
        "nothing",
        0,
        f"change nothing: no instance shows that it was made from anything but {desired}",
    )


def test_an_instance_of_another_version_is_counted() -> None:
    other = ScalingInstance(
        instance_id="i-2", lifecycle_state="InService", launch_template_id="lt-1", launch_template_version="2"
    )
    facts = Facts(
        group=ON_DEFAULT.group, instances=(*ON_DEFAULT.instances, other), tasks=(), template=ON_DEFAULT.template
    )
    preflight = inspect(parse(props(**{"scaling_configuration_id": None, **DEFAULT})), facts)
    assert (preflight.action, preflight.explanation) == ("start", "replace 1 of 3 instances")
