"""
What a redeployment raises beside the errors of calls.

AlicloudError
├── NotRedeployableError     refused, before anything was changed or with everything put back
│   └── NoRoomError              too many other instances of its group are out of service
├── RedeployFailedError      the move failed
├── RedeployTimeoutError     it has not ended in time
├── RedeployInterruptedError it was begun, but cannot be seen to its end
└── NotPutBackError          it is not in service, or not stopped, as it was before
"""

from collections.abc import Sequence

from alicloud_ess_refresh.errors import AlicloudError, ServiceError

__all__ = [
    "NoRoomError",
    "NotPutBackError",
    "NotRedeployableError",
    "RedeployFailedError",
    "RedeployInterruptedError",
    "RedeployTimeoutError",
]


class NotRedeployableError(AlicloudError):
    def __init__(
        self,
        instance_id: str,
        event_id: str,
        reasons: Sequence[str],
        *,
        standing: str = "nothing was changed",
        is_transient: bool = False,
    ) -> None:
        self.reasons = tuple(reasons)
        self.is_transient = is_transient
        super().__init__(
            f"{instance_id} cannot be redeployed for event {event_id}, and {standing}: {'; '.join(self.reasons)}"
        )


class NoRoomError(NotRedeployableError):
    """
    It would be one instance too many.

    Attributes:
        others: Ids of the instances whose tags take the room.
    """

    def __init__(self, instance_id: str, event_id: str, reasons: Sequence[str], *, others: Sequence[str]) -> None:
        self.others = tuple(others)
        super().__init__(instance_id, event_id, reasons, is_transient=True)


class RedeployFailedError(AlicloudError):
    """
    The service gave up.

    Attributes:
        aftermath: Where the instance stands, and the next step.
    """

    def __init__(self, instance_id: str, event_id: str, *, observed: str, aftermath: str) -> None:
        self.aftermath = aftermath
        super().__init__(f"redeployment of {instance_id} for event {event_id} failed: {observed}; {aftermath}")


class RedeployTimeoutError(AlicloudError):
    is_transient = True

    def __init__(self, instance_id: str, event_id: str, *, limit_seconds: float, observed: str, aftermath: str) -> None:
        self.aftermath = aftermath
        super().__init__(
            f"redeployment of {instance_id} for event {event_id} has not ended within {limit_seconds:.0f} s "
            f"({observed}); {aftermath}"
        )


class RedeployInterruptedError(AlicloudError):
    is_transient = True

    def __init__(self, instance_id: str, event_id: str, cause: ServiceError, *, aftermath: str) -> None:
        self.aftermath = aftermath
        super().__init__(
            f"redeployment of {instance_id} for event {event_id} was left as it is, because it cannot be followed any "
            f"longer: {cause}; {aftermath}"
        )


class NotPutBackError(AlicloudError):
    is_transient = True

    def __init__(self, instance_id: str, event_id: str, *, expected: str, observed: str) -> None:
        super().__init__(
            f"{instance_id} was to be {expected} again after its redeployment for event {event_id}, but {observed}: "
            "try again (`pulumi up`), which does only that"
        )
