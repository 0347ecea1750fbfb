"""
What no source tells about Auto Scaling and the emulator had to decide: times, codes, and the words of `Detail`.

Each is one constant, so that a measurement against the real service changes one line. emulator/README.md lists them
all (a test compares).
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

# --- The refresh -------------------------------------------------------------------------------------------------

# floor = ceil(capacity * min / 100), ceiling = floor(capacity * max / 100); where that leaves no room for a single
# instance, the ceiling is exceeded by one. Up to the ceiling is created first, then released down to the floor.
# Instances on their way out still count for the ceiling, those on their way in not for the floor.
REFRESH_CREATES_BEFORE_IT_RELEASES = True
# Checkpoints are percentages of TotalNeedUpdateCapacity, rounded up: the service's text says "relative to the total
# number of instances", which is the same number unless instances are ignored or match already.
CHECKPOINTS_COUNT_WHAT_NEEDS_UPDATE = True
# The last checkpoint, always 100, is the end: the task does not pause there.
PAUSES_AT_LAST_CHECKPOINT = False
# During a rollback TotalNeedUpdateCapacity and FinishedUpdateCapacity tell of the rollback.
ROLLBACK_HAS_COUNTS_OF_ITS_OWN = True
# Batches do not begin, and unhealthy instances are not replaced, while the group is disabled.
REFRESH_RESTS_WHILE_GROUP_IS_INACTIVE = True

# --- Error codes without a source ----------------------------------------------------------------------------------

CODE_GROUP_NOT_ACTIVE = "IncorrectScalingGroupStatus"
CODE_TASK_IS_RUNNING = "InvalidOperation.InstanceRefreshTaskInProgress"
CODE_UNSUPPORTED_GROUP = "InvalidOperation.InstanceRefreshNotSupported"
CODE_WRONG_TASK_STATUS = "IncorrectInstanceRefreshTaskStatus"
CODE_NO_ROLLBACK = "InvalidOperation.InstanceRefreshRollbackNotSupported"
CODE_TASK_NOT_FOUND = "InvalidInstanceRefreshTaskId.NotFound"
CODE_EXCLUSIVE_CONFIGURATIONS = "InvalidParameter.Conflict"
CODE_GROUP_PROTECTED = "InvalidOperation.GroupDeletionProtection"
CODE_GROUP_NOT_EMPTY = "InstanceInUse"
CODE_CONFIGURATION_ACTIVE = "IncorrectScalingConfigurationLifecycleState"
CODE_NO_ACTIVE_CONFIGURATION = "MissingActiveScalingConfiguration"
CODE_WRONG_INSTANCE_STATE = "IncorrectInstanceStatus"

# --- Words of `Detail` ---------------------------------------------------------------------------------------------

DETAIL_UNHEALTHY = (
    "The instances created by the instance refresh task did not become healthy within {seconds} seconds: "
    "{instance_ids}."
)
DETAIL_NO_LAUNCH = "The instances of the instance refresh task could not be created: {reason}"
DETAIL_TOO_LONG = "The instance refresh task exceeded the maximum execution time of one week."
