"""
What the alicloud provider does, as far as a rollout depends on it: group, scaling configuration, launch template.

Source: provider v1.285.0, `resource_alicloud_ess_scaling_group.go`, `resource_alicloud_ess_scaling_configuration.go`,
`resource_alicloud_ecs_launch_template.go`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ess20220222 import models as ess
from alibabacloud_ess20220222.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from alicloud_ess_refresh.dynamic.reading import contains_unknown
from contract.matrix.engine import Diff, NativeError
from contract.official import REGION, config, ecs_client

__all__ = ["ConfigurationKind", "GroupKind", "TemplateKind"]

Props = Mapping[str, Any]
LONGEST_DELETION_SECONDS = 1000


@dataclass
class NativeKind:
    """Compares inputs with what was read last, and passes refusals of the service on."""

    emulator: Emulator
    moving: ClassVar[tuple[str, ...]] = ()
    replacing: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        self.client = Client(config(self.emulator))

    def check(self, _olds: Props, news: dict[str, Any], *, is_preview: bool) -> tuple[dict[str, Any], list[str]]:  # noqa: ARG002
        return news, []

    def diff(self, _id: str, olds: Props, news: Props) -> Diff:
        changed = tuple(name for name in news if contains_unknown(news[name]) or olds.get(name) != news[name])
        return Diff(changed, bool(changed), any(name in self.replacing for name in changed))

    def update(self, id_: str, olds: Props, news: Props) -> dict[str, Any]:
        self.modify(id_, {name: news[name] for name in self.diff(id_, olds, news).changed})
        return self.outputs(id_, news)

    def modify(self, id_: str, changed: dict[str, Any]) -> None:
        raise NotImplementedError

    def outputs(self, _id: str, news: Props) -> dict[str, Any]:
        return dict(news)


class GroupKind(NativeKind):
    """`alicloud.ess.ScalingGroup`: enabled at once where it has a launch template; deleted with its instances."""

    def create(self, news: Props) -> tuple[str, dict[str, Any]]:
        request = ess.CreateScalingGroupRequest(region_id=REGION, scaling_policy="release", **_group_fields(news))
        id_ = self.client.create_scaling_group(request).body.scaling_group_id
        if news.get("launch_template_id"):
            self.client.enable_scaling_group(
                ess.EnableScalingGroupRequest(
                    region_id=REGION,
                    scaling_group_id=id_,
                    launch_template_id=news["launch_template_id"],
                    launch_template_version=news["launch_template_version"],
                )
            )
        return id_, dict(news)

    def modify(self, id_: str, changed: dict[str, Any]) -> None:
        request = ess.ModifyScalingGroupRequest(scaling_group_id=id_, **_group_fields(changed))
        self.client.modify_scaling_group(request)

    def read(self, id_: str, olds: Props) -> tuple[dict[str, Any], dict[str, Any]] | None:
        group = self._described(id_)
        if group is None:
            return None
        actual = {
            "min_size": group.min_size,
            "max_size": group.max_size,
            "desired_capacity": group.desired_capacity,
            "launch_template_id": group.launch_template_id or None,
            "launch_template_version": group.launch_template_version or None,
        }
        read = {**olds, **{name: actual[name] for name in actual if name in olds}}
        return read, dict(read)

    def delete(self, id_: str, _olds: Props) -> None:
        request = ess.DeleteScalingGroupRequest(region_id=REGION, scaling_group_id=id_, force_delete=True)
        try:
            self.client.delete_scaling_group(request)
        except ClientException as error:
            raise NativeError(str(error.message)) from error
        for _ in range(LONGEST_DELETION_SECONDS // 5):
            if self._described(id_) is None:
                return
            self.emulator.clock.advance(5)
        raise NativeError(f"{id_} was not deleted in time")

    def _described(self, id_: str) -> Any:
        request = ess.DescribeScalingGroupsRequest(region_id=REGION, scaling_group_ids=[id_])
        return next(iter(self.client.describe_scaling_groups(request).body.scaling_groups), None)


def _group_fields(props: Props) -> dict[str, Any]:
    fields = {name: value for name, value in props.items() if name != "launch_template_overrides"}
    if "vswitch_ids" in fields:
        fields["v_switch_ids"] = fields.pop("vswitch_ids")
    return fields


class ConfigurationKind(NativeKind):
    """`alicloud.ess.ScalingConfiguration`: every change is made in place; the last of a group is not deleted."""

    replacing = ("scaling_group_id",)

    def create(self, news: Props) -> tuple[str, dict[str, Any]]:
        fields = {name: value for name, value in news.items() if name != "enable"}
        request = ess.CreateScalingConfigurationRequest(**fields)
        id_ = self.client.create_scaling_configuration(request).body.scaling_configuration_id
        if news.get("enable"):
            self.client.enable_scaling_group(
                ess.EnableScalingGroupRequest(
                    region_id=REGION,
                    scaling_group_id=news["scaling_group_id"],
                    active_scaling_configuration_id=id_,
                )
            )
        return id_, dict(news)

    def modify(self, id_: str, changed: dict[str, Any]) -> None:
        self.client.modify_scaling_configuration(
            ess.ModifyScalingConfigurationRequest(scaling_configuration_id=id_, **changed)
        )

    def read(self, id_: str, olds: Props) -> tuple[dict[str, Any], dict[str, Any]] | None:
        found = {each.scaling_configuration_id: each for each in self._described(olds["scaling_group_id"])}
        if id_ not in found:
            return None
        actual = {
            "image_id": found[id_].image_id,
            "instance_types": list(found[id_].instance_types or []),
            "user_data": found[id_].user_data or None,
        }
        read = {**olds, **{name: actual[name] for name in actual if name in olds}}
        return read, dict(read)

    def delete(self, id_: str, olds: Props) -> None:
        others = [each.scaling_configuration_id for each in self._described(olds["scaling_group_id"])]
        if id_ not in others:
            return
        if others == [id_]:
            raise NativeError(
                f"{id_}: the last scaling configuration of a group cannot be deleted without force_delete"
            )
        try:
            self.client.delete_scaling_configuration(
                ess.DeleteScalingConfigurationRequest(scaling_configuration_id=id_)
            )
        except ClientException as error:
            raise NativeError(str(error.message)) from error

    def _described(self, group_id: str) -> list[Any]:
        request = ess.DescribeScalingConfigurationsRequest(region_id=REGION, scaling_group_id=group_id, page_size=50)
        found: list[Any] = self.client.describe_scaling_configurations(request).body.scaling_configurations
        return found


class TemplateKind(NativeKind):
    """`alicloud.ecs.EcsLaunchTemplate`: every change is another version, which a preview does not know yet."""

    moving: ClassVar[tuple[str, ...]] = ("latest_version_number",)

    def __post_init__(self) -> None:
        self.ecs = ecs_client(self.emulator)

    def create(self, news: Props) -> tuple[str, dict[str, Any]]:
        fields = {name: value for name, value in news.items() if name != "update_default_version_number"}
        request = ecs.CreateLaunchTemplateRequest(region_id=REGION, launch_template_name="web", **fields)
        return str(self.ecs.create_launch_template(request).body.launch_template_id), self._outputs(news, "1")

    def update(self, id_: str, _olds: Props, news: Props) -> dict[str, Any]:
        fields = {name: value for name, value in news.items() if name != "update_default_version_number"}
        request = ecs.CreateLaunchTemplateVersionRequest(region_id=REGION, launch_template_id=id_, **fields)
        number = self.ecs.create_launch_template_version(request).body.launch_template_version_number
        if news.get("update_default_version_number"):
            self.ecs.modify_launch_template_default_version(
                ecs.ModifyLaunchTemplateDefaultVersionRequest(
                    region_id=REGION, launch_template_id=id_, default_version_number=number
                )
            )
        return self._outputs(news, str(number))

    def read(self, id_: str, olds: Props) -> tuple[dict[str, Any], None]:
        """Return what the latest version says."""
        request = ecs.DescribeLaunchTemplateVersionsRequest(region_id=REGION, launch_template_id=id_, detail_flag=True)
        sets = self.ecs.describe_launch_template_versions(request).body.launch_template_version_sets
        latest = max(sets.launch_template_version_set, key=lambda version: version.version_number)
        data = latest.launch_template_data
        actual = {"image_id": data.image_id, "instance_type": data.instance_type}
        return {**olds, **actual, "latest_version_number": str(latest.version_number)}, None

    def delete(self, id_: str, _olds: Props) -> None:
        self.ecs.delete_launch_template(ecs.DeleteLaunchTemplateRequest(region_id=REGION, launch_template_id=id_))

    @staticmethod
    def _outputs(news: Props, number: str) -> dict[str, Any]:
        return {**news, "latest_version_number": number}
