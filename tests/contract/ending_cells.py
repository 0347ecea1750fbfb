"""A task of a group in the emulator, brought to any status; and what a release or a deletion then says and calls."""

from collections.abc import Callable
from typing import Any

from alibabacloud_ess20220222 import models

from alicloud_ess_refresh.errors import AlicloudError
from contract.official import REGION
from contract.releases import EmulatedClock, Releases

RUNNING = ("Pending", "InProgress", "Paused", "CheckpointPause")
WINDING_DOWN = ("Cancelling", "RollbackInProgress")
_CALLS = {"Cancelling": "cancel", "Cancelled": "cancel", "RollbackInProgress": "rollback", "Paused": "suspend"}


class Cell:
    """A group whose release from the old to the new configuration is under way, started by somebody else."""

    def __init__(self, group: Releases, status: str) -> None:
        """
        Begin.

        Args:
            status: What the task is in, or, where it is winding down, comes to as soon as somebody waits for it.
        """
        self.group = group
        self.status = status
        self.olds = group.deploy()
        self._calls_before = len(group.changes())
        self._start()
        if status != "Pending":
            group.emulator.clock.advance(45)
        if status == "Paused":
            self.call("suspend")
        while status == "CheckpointPause" and self.task["status"] != status:
            group.emulator.clock.advance(1)

    @property
    def task(self) -> Any:
        """The first task as the emulator has it."""
        return self.group.emulator.state["entities"]["instance_refresh_tasks"][0]

    def call(self, action: str) -> None:
        """Do what an operator does to the task."""
        request = getattr(models, f"{action.title()}InstanceRefreshRequest")
        getattr(self.group.sdk, f"{action}_instance_refresh")(
            request(region_id=REGION, scaling_group_id=self.group.group_id, instance_refresh_task_id=self._task_ids[0])
        )

    def provider(self, on_sleep: Callable[[], None] = lambda: None) -> Any:
        """Answer a provider beside which an operator brings the task where it is to be."""
        cell = self

        class Operated(EmulatedClock):
            def sleep(self, seconds: float) -> None:
                super().sleep(seconds)
                if cell.status in WINDING_DOWN and cell.task["status"] == "InProgress":
                    cell.call(_CALLS[cell.status])
                on_sleep()

        provider = self.group.provider()
        type(provider).clock = Operated(self.group.emulator)
        return provider

    def error(self, release: Callable[[], object]) -> str:
        """Run what is to fail, and answer its message with names that are the same each time."""
        try:
            release()
        except AlicloudError as error:
            return self.named(str(error))
        raise AssertionError("it did not fail")

    def named(self, text: str) -> str:
        """Replace ids by names that are the same each time."""
        names = {self.group.group_id: "asg-1", self.group.old: "asc-old", self.group.new: "asc-new"}
        names |= {task_id: f"ir-{number}" for number, task_id in enumerate(self._task_ids, 1)}
        for found, name in names.items():
            text = text.replace(found, name)
        return text

    def changes(self) -> list[str]:
        """Answer what was called since somebody else started the task, and not by the operator."""
        return [action.removesuffix("InstanceRefresh") for action in self.group.changes()[self._calls_before + 1 :]]

    @property
    def _task_ids(self) -> list[str]:
        return [task_id for task_id, _ in self.group.tasks()]

    def _start(self) -> None:
        desired = models.StartInstanceRefreshRequestDesiredConfiguration(scaling_configuration_id=self.group.new)
        checkpoints = [models.StartInstanceRefreshRequestCheckpoints(percentage=each) for each in (50, 100)]
        request = models.StartInstanceRefreshRequest(
            region_id=REGION,
            scaling_group_id=self.group.group_id,
            desired_configuration=desired,
            checkpoints=checkpoints,
            checkpoint_pause_time=5,
        )
        self.group.sdk.start_instance_refresh(request)
