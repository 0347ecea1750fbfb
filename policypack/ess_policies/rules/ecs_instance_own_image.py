"""
A public image is a bare system: what makes it the application is installed at its first start, differs from instance
to instance, and cannot be rolled back with the image. Public images are told by their id, which ends in `.vhd`.

Advisory: a first start that installs everything can be good enough.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(machine: Machine) -> str | None:
    image = machine.image_id
    return f"{machine.noun} on a public image" if image and image.endswith(".vhd") else None


POLICY = ResourceRule(
    view=Machine,
    observe=_observe,
    name="ecs-instance-own-image",
    display_name="Own image",
    description="Instances run an image of the organisation, not a public one.",
    severity=Severity.LOW,
    level=EnforcementLevel.ADVISORY,
    tags=["ecs", "instance-refresh"],
    required="an image that holds the application, because a refresh releases and rolls back images",
    fix="build a custom image (`m-…`) and set it as `image_id`",
    why=__doc__,
    cli="aliyun ecs CreateImage --RegionId <region> --InstanceId <instance-id> --ImageName <name>",
    url="https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-createimage",
    same_as={
        "config": (
            "ess-scaling-configuration-image-type-check",
            "ecs-instance-image-type-check",
        ),
        "infraguard": ("ess-scaling-configuration-image-type-check",),
    },
)
