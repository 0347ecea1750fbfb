"""What is expected of every ending: the calls that change something, what is told, where instances stand, what next."""

from collections.abc import Mapping

from alicloud_ess_refresh.refresh.endings import Remedy
from unit.refresh.fakes import OLD

MEND = "mend the release and run `pulumi up` again"
CHOOSE = (
    "run `pulumi up` again to go on with this release, or take the change back and run `pulumi up --refresh`, which "
    "refreshes the group to what the program says"
)
GO_ON = "run `pulumi up` again, which goes on with it"
WAIT = "run `pulumi up` again, which waits for its end"
RESUME = (
    "resume it (ResumeInstanceRefresh or the console) and run `pulumi up` again, which goes on with it, or end it "
    "(RollbackInstanceRefresh puts back what is replaced, CancelInstanceRefresh leaves it)"
)
BY_HAND = "look at the group in the console, then run `pulumi up --refresh`"
OLD_ONLY = "instances now: 4 on asc-old (active)"
BOTH = "instances now: 1 on asc-new, 3 on asc-old (active)"
RUNNING = ("Pending", "InProgress", "Paused", "CheckpointPause")
WINDING_DOWN = ("Cancelling", "RollbackInProgress")
ROLL_BACK, CANCEL, SUSPEND = (f"{verb}InstanceRefresh ir-1" for verb in ("Rollback", "Cancel", "Suspend"))
SETTLED_AS = {ROLL_BACK: "RollbackSuccessful", CANCEL: "Cancelled", SUSPEND: "Paused"}

Cell = tuple[list[str], str, str, str]

ROLLED_BACK = ([ROLL_BACK], "it was rolled back (`RollbackSuccessful`, 1 of 4 instances)", OLD_ONLY, MEND)
CANCELLED = ([CANCEL], "it was cancelled (`Cancelled`, 1 of 4 instances), and what is replaced stays", BOTH, CHOOSE)
CANCELLED_AT_ONCE = (
    [CANCEL],
    "it was cancelled (`Cancelled`, 0 of 4 instances), and what is replaced stays",
    OLD_ONLY,
    CHOOSE,
)
SUSPENDED = ([SUSPEND], "it was suspended (`Paused`, 1 of 4 instances)", BOTH, RESUME)
SUSPENDED_AT_ONCE = ([SUSPEND], "it was suspended (`Paused`, 0 of 4 instances)", OLD_ONLY, RESUME)
LEFT: Cell = ([], "it was left running, as `on_timeout` says", BOTH, GO_ON)
SOMEBODY_S: Cell = ([], "somebody is taking it back already", BOTH, WAIT)

TIME_IS_UP: Mapping[tuple[str, str], Cell] = {
    ("rollback", "Pending"): ([CANCEL], "it was cancelled before it began: no instance of it is left", OLD_ONLY, MEND),
    ("rollback", "InProgress"): ROLLED_BACK,
    ("rollback", "Paused"): ROLLED_BACK,
    ("rollback", "CheckpointPause"): ROLLED_BACK,
    ("cancel", "Pending"): CANCELLED_AT_ONCE,
    ("cancel", "InProgress"): CANCELLED,
    ("cancel", "Paused"): CANCELLED,
    ("cancel", "CheckpointPause"): CANCELLED,
    ("suspend", "Pending"): SUSPENDED_AT_ONCE,
    ("suspend", "InProgress"): SUSPENDED,
    ("suspend", "Paused"): ([], "it is paused already", BOTH, RESUME),
    ("suspend", "CheckpointPause"): SUSPENDED,
    ("leave", "Pending"): ([], "it was left running, as `on_timeout` says", OLD_ONLY, GO_ON),
    ("leave", "InProgress"): LEFT,
    ("leave", "Paused"): ([], "it was left paused, as `on_timeout` says", BOTH, RESUME),
    ("leave", "CheckpointPause"): LEFT,
    **{(option, status): SOMEBODY_S for option in Remedy for status in WINDING_DOWN},
}

CHECK_FAILED: Mapping[tuple[str, str], Cell] = {
    **TIME_IS_UP,
    **{
        ("leave", status): (calls, done.replace("on_timeout", "on_failure"), where, next_step)
        for (option, status), (calls, done, where, next_step) in TIME_IS_UP.items()
        if option == "leave"
    },
}
"""While the task runs."""

GONE_BACK = (
    [f"StartInstanceRefresh scaling configuration {OLD}"],
    "instance refresh ir-2 took the group back",
    OLD_ONLY,
    MEND,
)
BY_SOMEBODY: Mapping[str, Cell] = {
    "Cancelled": ([], "somebody cancelled it, so nothing was put back", BOTH, CHOOSE),
    "RollbackSuccessful": ([], "somebody rolled it back", OLD_ONLY, MEND),
    "RollbackFailed": ([], "somebody rolled it back, and the rollback failed", BOTH, BY_HAND),
}
ENDED: Mapping[tuple[str, str], Cell] = {
    ("rollback", "Failed"): GONE_BACK,
    ("cancel", "Failed"): (
        [],
        "the group was left as it is, because nothing was running any more to cancel",
        BOTH,
        CHOOSE,
    ),
    ("suspend", "Failed"): (
        [],
        "the group was left as it is, because nothing was running any more to suspend",
        BOTH,
        CHOOSE,
    ),
    ("leave", "Failed"): ([], "the group was left as it is, as `on_failure` says", BOTH, CHOOSE),
    **{(option, status): cell for option in Remedy for status, cell in BY_SOMEBODY.items()},
}

ENDS: Cell = ([], "waiting for its end", "was waited for", "Successful")
DELETED: Mapping[tuple[str, str], Cell] = {
    **{("cancel", status): ([CANCEL], "cancelling it", "was cancelled", "Cancelled") for status in RUNNING},
    **{
        ("rollback", status): ([ROLL_BACK], "rolling it back", "was rolled back", "RollbackSuccessful")
        for status in RUNNING
    },
    ("rollback", "Pending"): ([CANCEL], "cancelling it", "was cancelled", "Cancelled"),
    **{("wait", status): ENDS for status in RUNNING},
    **{
        (option, status): ([], "waiting for its end", "was waited for", end)
        for option in ("cancel", "rollback", "wait")
        for status, end in (("Cancelling", "Cancelled"), ("RollbackInProgress", "RollbackSuccessful"))
    },
}
