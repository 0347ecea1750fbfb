"""
What more than one part of this package raises, and the root of all it raises.

AlicloudError
├── InvalidInputsError       inputs that the service would refuse, all of them at once
├── ConnectionSettingsError  region, endpoint or credentials cannot be made out
├── ServiceError                 one call to a service went wrong
│   ├── ServiceUnreachableError  no readable answer: the call may or may not have taken effect
│   │   └── NoConnectionError       no connection at all: the call has not taken effect
│   └── ServiceApiError          the service answered with an error code
│       ├── ThrottledError          not carried out; may be repeated
│       └── NothingToRefreshError   StartInstanceRefresh found no instance to replace
├── UnexpectedStatusError    a task status that this version does not know
└── ScalingGroupNotFoundError

Errors of one resource alone stand with it, below the same root: refresh/errors.py, redeploy/errors.py,
protection/group_protection.py.

AbandonedError               the engine that asked for a release is gone; no AlicloudError, so that nobody deals with it

Messages are one line: subject, what was observed, what was expected, what to do next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from alicloud_ess_refresh.printable import printable

__all__ = [
    "CREDENTIAL_CODES",
    "AbandonedError",
    "AlicloudError",
    "ConnectionSettingsError",
    "InputFailure",
    "InvalidInputsError",
    "Kept",
    "NoConnection",
    "NoConnectionError",
    "NothingToRefreshError",
    "ScalingGroupNotFoundError",
    "ServiceApiError",
    "ServiceError",
    "ServiceUnreachableError",
    "ThrottledError",
    "UnexpectedStatusError",
]


class AlicloudError(Exception):
    """
    Root of the tree: an error whose message is meant for the user as it is.

    Attributes:
        is_transient: The same may well succeed later, with nothing changed by hand.
        kept: What is to be recorded of a resource in spite of the error; None where its state is to stay as it is.
    """

    is_transient = False
    kept: "Kept | None" = None

    def __init__(self, message: str) -> None:
        # It quotes what services, files and programs say.
        super().__init__(printable(message))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Id and properties of a resource that is there, but not where it was to be."""

    id: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class InputFailure:
    """One wrong input. `property` is its path, such as `checkpoints[1].percentage`."""

    property: str
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "property", printable(self.property))
        object.__setattr__(self, "reason", printable(self.reason))

    def __str__(self) -> str:
        return f"{self.property}: {self.reason}"


class InvalidInputsError(AlicloudError, ValueError):
    def __init__(self, failures: Sequence[InputFailure]) -> None:
        self.failures = tuple(failures)
        super().__init__("; ".join(str(failure) for failure in self.failures))


class ConnectionSettingsError(AlicloudError):
    pass


class ServiceError(AlicloudError):
    """One call went wrong."""

    retry_after_seconds = 0.0

    def __init__(self, message: str, *, action: str, subject: str) -> None:
        self.action = action
        self.subject = subject
        super().__init__(message)


class ServiceUnreachableError(ServiceError):
    """No connection, no answer in time, or an answer that cannot be read."""

    is_transient = True

    def __init__(self, reason: str, *, action: str, subject: str) -> None:
        self.reason = reason
        super().__init__(
            f"{action} on {subject} got no answer that can be read ({reason}): "
            "check the network, `alicloud:region` and `alicloud:endpoints`",
            action=action,
            subject=subject,
        )


class NoConnection(StrEnum):
    """Why there is no connection. The value says what to do about it."""

    REFUSED = "nothing listens there: check host and port in `alicloud:endpoints`, and that the program runs"
    UNKNOWN_HOST = "no such host is known: check `alicloud:region`, `alicloud:endpoints` and the name server"
    UNTRUSTED_CERTIFICATE = (
        "its certificate is not trusted: set SSL_CERT_FILE to the certificate of its authority, or check "
        "`alicloud:endpoints`"
    )
    NO_TLS = "it does not speak TLS: check the port in `alicloud:endpoints`, or connect without TLS (HTTP)"
    NO_PROXY = "the proxy cannot be reached: check HTTPS_PROXY and HTTP_PROXY, or list this host in NO_PROXY"


class NoConnectionError(ServiceUnreachableError):
    """
    No connection was made, for a reason that a wrong setting has.

    Attributes:
        is_transient: False where this client has never had an answer: the setting is wrong. A client that had one
            before sees an outage, which passes.
    """

    def __init__(self, cause: NoConnection, reason: str, *, action: str, subject: str) -> None:
        self.cause = cause
        self.reason = reason
        ServiceError.__init__(
            self, f"{action} on {subject}: no connection ({reason}): {cause}", action=action, subject=subject
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAnswer:
    """The error that the service answered with; fields are empty where it sent none."""

    code: str
    message: str
    request_id: str
    http_status: int


CREDENTIAL_CODES = ("InvalidAccessKeyId", "InvalidSecurityToken", "SignatureDoesNotMatch", "IncompleteSignature")
"""Begin the codes of answers to a request whose signature does not hold (common error codes of the gateway)."""

_NEXT_STEPS = (
    (
        ("UserNotAuthorizeEss",),
        # Auto Scaling guide, "Service-linked role".
        (
            "the account authorizes Auto Scaling once: create the service-linked role AliyunServiceRoleForAutoScaling "
            "in the console of Auto Scaling, then repeat"
        ),
    ),
    (
        ("InvalidAccessKeyId", "SignatureDoesNotMatch"),
        (
            "check the access key. A refresh or a destroy uses the one that the state holds: after you have rotated "
            "it, add `--run-program`"
        ),
    ),
)


class ServiceApiError(ServiceError):
    def __init__(self, answer: ServiceAnswer, *, action: str, subject: str) -> None:
        self.code = answer.code
        self.message = answer.message
        self.request_id = answer.request_id
        self.http_status = answer.http_status
        self.is_transient = answer.http_status >= 500
        step = next((f": {step}" for codes, step in _NEXT_STEPS if answer.code.startswith(codes)), "")
        super().__init__(
            f"{action} on {subject} was refused: `{answer.code}` {answer.message} "
            f"(HTTP {answer.http_status}, RequestId {answer.request_id}){step}",
            action=action,
            subject=subject,
        )


class ThrottledError(ServiceApiError):
    def __init__(self, answer: ServiceAnswer, *, action: str, subject: str, retry_after_seconds: float) -> None:
        super().__init__(answer, action=action, subject=subject)
        self.is_transient = True
        self.retry_after_seconds = retry_after_seconds


class NothingToRefreshError(ServiceApiError):
    pass


class UnexpectedStatusError(AlicloudError):
    def __init__(self, status: str, *, instance_refresh_task_id: str, known: Sequence[str]) -> None:
        self.status = status
        self.instance_refresh_task_id = instance_refresh_task_id
        super().__init__(
            f"instance refresh {instance_refresh_task_id}: got status `{status}`, expected one of "
            f"{', '.join(known)}: the task was left as it is; look at it in the console and update this package"
        )


class ScalingGroupNotFoundError(AlicloudError):
    def __init__(self, scaling_group_id: str, *, region: str) -> None:
        self.scaling_group_id = scaling_group_id
        super().__init__(
            f"scaling group {scaling_group_id} does not exist in region `{region}`: if it was deleted by hand, run "
            "`pulumi refresh` and `pulumi up`; else check `scaling_group_id`, `alicloud:region` and the resource's "
            "options `provider` and `providers`"
        )


class AbandonedError(Exception):
    def __init__(self) -> None:
        super().__init__(
            "the engine that started this process is gone: the release was left as it is; run `pulumi up` again, which "
            "goes on with it"
        )
