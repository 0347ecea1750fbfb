"""What cannot be seen."""

from alicloud_ess_refresh.errors import AlicloudError

__all__ = ["NoSuchTaskError"]


class NoSuchTaskError(AlicloudError):
    def __init__(self, scaling_group_id: str, instance_refresh_task_id: str) -> None:
        super().__init__(
            f"{scaling_group_id} has no instance refresh {instance_refresh_task_id}: `ess-refresh history "
            f"{scaling_group_id}` lists those that the service still knows"
        )
