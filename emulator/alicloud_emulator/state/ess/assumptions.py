"""
What no source tells about Auto Scaling and the emulator had to decide: times, codes, and the words of `Detail`.

Each value is one constant, so that a measurement against the real service changes one line. emulator/README.md lists
them all (`scripts/emulator-tables` writes it, a test compares).
"""

from __future__ import annotations

# --- Times, in virtual seconds -----------------------------------------------------------------------------------

# From launch until an instance is InService. More than the 18 s an ECS instance takes to Running here.
INSTANCE_START_SECONDS = 30
# From the start of a removal until the instance is out of the group.
INSTANCE_REMOVE_SECONDS = 10
# How long an instance must be unhealthy before the health check removes it.
HEALTH_CHECK_SECONDS = 60
# Pause before a scale-out that failed (no stock, no address, no image) is tried again.
SCALE_OUT_RETRY_SECONDS = 60
# How long a refresh task stays Pending.
REFRESH_PENDING_SECONDS = 5
# How long a task is Cancelling at least; it also waits for instances that are coming up or going.
REFRESH_CANCELLING_SECONDS = 5
# How long a refresh waits for a batch to become healthy before it fails.
REFRESH_UNHEALTHY_SECONDS = 600
# Longest run of a task (the only trace is an example of `Detail`): one week.
REFRESH_LONGEST_SECONDS = 7 * 24 * 3600

# --- Behaviour: these are not values, and each is one place in the code ---------------------------------------------

BEHAVIOURS = (
    (
        "A refresh keeps at least ceil(capacity * min / 100) instances healthy in service and has at most "
        "floor(capacity * max / 100) at all; where that leaves no room for one instance, it has one more."
    ),
    (
        "A refresh creates up to the upper bound first and releases down to the lower one then. Instances on their way "
        "out still count for the upper bound, those on their way in not for the lower one; Standby counts for neither."
    ),
    "What gates a batch is the group's own health check; with NONE every instance that came up is good.",
    (
        "Checkpoints are percentages of TotalNeedUpdateCapacity, rounded up. Where that is every instance, and at the "
        "last one, which is always 100, the task ends instead of pausing."
    ),
    "During a rollback TotalNeedUpdateCapacity and FinishedUpdateCapacity tell of the rollback.",
    "A rollback replaces every instance that was made from the desired configuration, whoever made it.",
    "No batch begins while the group is disabled. Suspended processes do not hold a refresh up.",
    "While a refresh is under way the health check removes nothing; it does so again from the task's end on.",
    (
        "A call is refused in every status in which its legality is not documented or plainly inferred: suspending or "
        "rolling back a Pending task, suspending or resuming one in CheckpointPause."
    ),
    "A call of version 2014-08-28 that names no refresh task means the group's running one.",
    "An image alone, with SkipMatching left at true, matches every instance: nothing needs to be refreshed.",
    (
        "Of the instance types that a scaling configuration's patterns match, the one with the fewest vCPUs comes "
        "first, then the one with the least memory: there are no prices here. Named types come before all of these."
    ),
    "Protected and Standby instances are not checked for health outside a refresh.",
)

# --- Error codes without a source ----------------------------------------------------------------------------------

# A call that needs an enabled, or a disabled, group; the code of SetInstancesProtection.
CODE_GROUP_NOT_ACTIVE = "IncorrectScalingGroupStatus"
# StartInstanceRefresh while a task of the group runs.
CODE_TASK_IS_RUNNING = "InvalidOperation.InstanceRefreshTaskInProgress"
# StartInstanceRefresh for a group that cannot be refreshed.
CODE_UNSUPPORTED_GROUP = "InvalidOperation.InstanceRefreshNotSupported"
# Suspend, resume, cancel or rollback in a status that does not allow it.
CODE_WRONG_TASK_STATUS = "IncorrectInstanceRefreshTaskStatus"
# RollbackInstanceRefresh of a task to launch template version Default or Latest.
CODE_NO_ROLLBACK = "InvalidOperation.InstanceRefreshRollbackNotSupported"
# A task that the group does not have (404).
CODE_TASK_NOT_FOUND = "InvalidInstanceRefreshTaskId.NotFound"
# More than one desired configuration.
CODE_EXCLUSIVE_CONFIGURATIONS = "InvalidParameter.Conflict"
# DeleteScalingGroup of a protected group.
CODE_GROUP_PROTECTED = "InvalidOperation.GroupDeletionProtection"
# DeleteScalingGroup without ForceDelete while there are instances; also DeleteScalingConfiguration.
CODE_GROUP_NOT_EMPTY = "InstanceInUse"
# DeleteScalingConfiguration of the active one, or of one that a refresh is to make active.
CODE_CONFIGURATION_ACTIVE = "IncorrectScalingConfigurationLifecycleState"
# EnableScalingGroup without anything to make instances from.
CODE_NO_ACTIVE_CONFIGURATION = "MissingActiveScalingConfiguration"
# A launch from a configuration whose patterns no instance type matches.
CODE_NO_INSTANCE_TYPE = "InvalidInstancePatternInfo.NoMatch"
# Attach, standby or protection of an instance whose state does not allow it.
CODE_WRONG_INSTANCE_STATE = "IncorrectInstanceStatus"

# --- Versions ------------------------------------------------------------------------------------------------------

# What a group is on that ModifyScalingGroup puts on a launch template without a version.
VERSION_WHERE_NONE_IS_SENT = "Default"

# --- Words of `Detail` ---------------------------------------------------------------------------------------------

# A batch that did not become healthy.
DETAIL_UNHEALTHY = (
    "The instances created by the instance refresh task did not become healthy within {seconds} seconds: "
    "{instance_ids}."
)
# A batch of which not one instance could be made.
DETAIL_NO_LAUNCH = "The instances of the instance refresh task could not be created: {reason}"
# A task that ran for a week.
DETAIL_TOO_LONG = "The instance refresh task exceeded the maximum execution time of one week."
