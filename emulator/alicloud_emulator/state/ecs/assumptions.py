"""
What no source tells about single ECS instances and the emulator had to decide.

As `state.ess.assumptions` does for Auto Scaling: each value is one constant, and emulator/README.md lists them.
"""

from __future__ import annotations

# --- Times, in virtual seconds -----------------------------------------------------------------------------------

# How long an ECS instance is Pending.
PENDING_SECONDS = 3
# How long an ECS instance is Starting: after it was made, started or restarted.
STARTING_SECONDS = 15
# How long an ECS instance is Stopping, when it was stopped or restarted.
STOPPING_SECONDS = 10
# How long an ECS instance is shown as Stopping before it is gone.
RELEASING_SECONDS = 5
# How long a forced stop takes: a power-off.
FORCED_STOP_SECONDS = 1
# How much longer a release takes that shuts the instance down first; DeleteInstance says some minutes.
GRACEFUL_RELEASE_SECONDS = 120
# How long an instance is Starting longer than usual because it moves to another host.
MIGRATION_SECONDS = 60
# How long SystemFailure.Reboot waits for an answer before it restarts an instance with local disks.
LOCAL_DISK_RECOVERY_SECONDS = 600
# How long a damaged local disk is repaired that an event isolated.
DISK_REPAIR_SECONDS = 4 * 3600
# How long an event that does nothing to its instance is Executing.
EVENT_SECONDS = 60
# How long after its publication a Scheduled event of a fault is carried out, unless the fault says when.
EVENT_NOT_BEFORE_SECONDS = 24 * 3600

# --- Behaviour: these are not values, and each is one place in the code ---------------------------------------------

BEHAVIOURS = (
    (
        "RedeployInstance looks at an instance in this order: whether it exists, security lock, expired or in arrears, "
        "status, dedicated host, disks, events."
    ),
    "RedeployInstance without an event that it can answer is refused, and so is one with simulated events only.",
    (
        "RedeployInstance answers every event of the instance that it can answer. While it moves, an Inquiring event "
        "is Executing and a Scheduled one stays; at the end the first is Executed and the second Avoided."
    ),
    (
        "A redeployment that fails leaves the status, host and local disks as they were, and the events Scheduled or "
        "Inquiring again."
    ),
    "A redeployment of an instance that is released on the way is Failed.",
    "When an isolated local disk is repaired, the event that re-initializes it is announced as Inquiring.",
    (
        "RebootInstance, and starting a stopped instance, avoid SystemMaintenance.Reboot that is Scheduled; stopping "
        "it avoids SystemMaintenance.Stop."
    ),
    "Open events of an instance that is released are Canceled; those that release it are Executed.",
    (
        "An event that is carried out waits while its instance is on its way to another status. To a Stopped instance "
        "it does nothing: it is Executed at once."
    ),
    (
        "A subscription counts as ended, so that TerminateSubscription can release it, while it is locked for "
        "`financial`, `recycling` or `refunded`."
    ),
    "Maintenance action AutoRedeploy counts as AutoRecover for an instance without local disks.",
    "A security lock does not stop an instance by itself; what it refuses is refused in every status.",
    (
        "The number beside the name of an event's type, of its status and of an instance's health is made up, but for "
        "Running (1) and Warning (64)."
    ),
    "Release protection of a spot instance is accepted and has no effect; of a subscription it is refused.",
)

# --- Error codes and messages without a source -----------------------------------------------------------------------

# RedeployInstance with simulated events only; the code is that of other refusals of the same call.
MESSAGE_SIMULATED_EVENT = "Simulated events cannot be responded to"
# ModifyInstanceAttribute: release protection of a subscription; the code is that of ModifyInstanceAutoReleaseTime.
CODE_PROTECTION_NOT_SUPPORTED = "ChargeTypeViolation"
# DescribeTaskAttribute, which is documented for other actions only (404).
CODE_TASK_NOT_FOUND = "InvalidTaskId.NotFound"
# ModifySystemEventAttribute, CancelSimulatedSystemEvents: an event that is not there, or that cannot change (404, 403).
CODE_EVENT_NOT_FOUND = "InvalidEventId.NotFound"
CODE_EVENT_STATUS = "IncorrectEventStatus"
# Simulated events of one region that are open at once.
SIMULATED_EVENTS_MAX = 1000
