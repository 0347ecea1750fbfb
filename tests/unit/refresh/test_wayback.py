"""What of two configurations decides how a group is taken back to the earlier one."""

import pytest

from alicloud_ess_refresh.cloud.model import Container, DesiredConfiguration
from alicloud_ess_refresh.refresh.wayback import _can_be_activated, _tells_apart

CONFIGURATION = DesiredConfiguration(scaling_configuration_id="asc-1")
IMAGE = DesiredConfiguration(image_id="m-1")
CONTAINERS = DesiredConfiguration(containers=(Container(name="web", image="web:1"),))


@pytest.mark.parametrize(("back", "expected"), [(CONFIGURATION, True), (IMAGE, False), (CONTAINERS, False)])
def test_only_a_configuration_with_an_id_can_be_activated(back: DesiredConfiguration, expected: bool) -> None:
    assert _can_be_activated(back) is expected


@pytest.mark.parametrize("other", [IMAGE, CONTAINERS])
def test_instances_of_an_image_or_container_do_not_show_it(other: DesiredConfiguration) -> None:
    assert _tells_apart(CONFIGURATION, other) is False
    assert _tells_apart(other, CONFIGURATION) is False


def test_instances_show_the_configuration_they_were_made_from() -> None:
    assert _tells_apart(CONFIGURATION, DesiredConfiguration(scaling_configuration_id="asc-2")) is True
    assert _tells_apart(CONFIGURATION, CONFIGURATION) is False
