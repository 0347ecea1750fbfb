"""VPC as a script."""

from alicloud_ess_refresh.cloud.vpc import VSwitch

__all__ = ["FakeVpc"]


class FakeVpc:
    """
    Implements VpcClient.

    Attributes:
        free: Free addresses of each vSwitch that exists.
        errors: Errors that calls raise, one after another.
    """

    region = "cn-hangzhou"

    def __init__(self) -> None:
        self.free: dict[str, int] = {}
        self.errors: list[Exception] = []

    def describe_vswitch(self, vswitch_id: str) -> VSwitch | None:
        if self.errors:
            raise self.errors.pop(0)
        if vswitch_id not in self.free:
            return None
        return VSwitch(vswitch_id=vswitch_id, available_ip_address_count=self.free[vswitch_id])
