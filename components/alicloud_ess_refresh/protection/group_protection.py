"""Release protection switched on, and off, for the instances that a group has now. Needs no Pulumi."""

from collections.abc import Sequence
from dataclasses import dataclass

from alicloud_ess_refresh.cloud.ecs import EcsClient
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.dynamic.patience import CALM_SECONDS, Patience
from alicloud_ess_refresh.dynamic.telling import Telling
from alicloud_ess_refresh.errors import AlicloudError, ScalingGroupNotFoundError, ServiceError
from alicloud_ess_refresh.protection.coverage import Coverage, coverage

__all__ = ["GroupProtection", "IncompleteProtectionError"]


class IncompleteProtectionError(AlicloudError):
    """
    Some instances could not be changed; the others were.

    Attributes:
        failures: The service's answer to each id.
    """

    def __init__(self, scaling_group_id: str, failures: dict[str, ServiceError], *, wanted: str, count: int) -> None:
        self.failures = failures
        reasons = "; ".join(str(error) for error in failures.values())
        super().__init__(
            f"{scaling_group_id}: {len(failures)} of {count} instances could not be {wanted}: {reasons}; the others "
            "are: mend that and run `pulumi up` again"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupProtection:
    """Looks at, and changes, the instances of one group."""

    scaling_group_id: str
    ess: EssClient
    ecs: EcsClient
    patience: Patience
    telling: Telling

    def look(self, *, within_seconds: float = CALM_SECONDS) -> Coverage | None:
        """
        Answer what is protected; None where the group does not exist. Instances on their way out are left out.

        Args:
            within_seconds: How long calls that fail for a passing reason are repeated, 0 for not at all.

        Raises:
            ServiceError: A service did not answer, or refused.
        """
        deadline = self.patience.clock.now() + within_seconds
        group = self.patience.until(deadline, lambda: self.ess.describe_scaling_group(self.scaling_group_id))
        if group is None:
            return None
        members = self.patience.until(deadline, lambda: self.ess.describe_scaling_instances(self.scaling_group_id))
        ids = [member.instance_id for member in members if not member.is_leaving]
        found = self.patience.until(deadline, lambda: self.ecs.describe_instances(ids)) if ids else ()
        return coverage(sorted(found, key=lambda instance: ids.index(instance.instance_id)))

    def switch_on(self) -> tuple[Coverage, tuple[str, ...]]:
        """
        Protect every instance that lacks it, and answer what is protected now and which were switched on.

        Raises:
            ScalingGroupNotFoundError: There is none such.
            IncompleteProtectionError: The service refused it for some.
        """
        before = self._look_or_raise()
        if before.lacking:
            self._change(before.lacking, is_protected=True)
        after = self._look_or_raise()
        self.telling.say(str(after))
        return after, before.lacking

    def switch_off(self, instance_ids: Sequence[str]) -> None:
        """
        Lift the protection of those of these instances that still exist.

        Raises:
            IncompleteProtectionError: The service refused it for some.
        """
        found = self.patience.calmly(lambda: self.ecs.describe_instances(instance_ids)) if instance_ids else ()
        self._change([each.instance_id for each in found if each.deletion_protection], is_protected=False)

    def _look_or_raise(self) -> Coverage:
        seen = self.look()
        if seen is None:
            raise ScalingGroupNotFoundError(self.scaling_group_id, region=self.ess.region)
        return seen

    def _change(self, instance_ids: Sequence[str], *, is_protected: bool) -> None:
        failures: dict[str, ServiceError] = {}
        for instance_id in instance_ids:
            try:
                self._set(instance_id, is_protected=is_protected)
            except ServiceError as error:
                failures[instance_id] = error
        if failures:
            wanted = "protected from release" if is_protected else "released from protection"
            raise IncompleteProtectionError(self.scaling_group_id, failures, wanted=wanted, count=len(instance_ids))

    def _set(self, instance_id: str, *, is_protected: bool) -> None:
        # Making the call twice is making it once: a lost reply needs no look at what came of it.
        self.patience.calmly(lambda: self.ecs.set_deletion_protection(instance_id, is_protected=is_protected))
