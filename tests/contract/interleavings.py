"""What can happen to a release, drawn by hypothesis: commands, kills, faults, operators, in any order."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

ALARM = "web-5xx"
OLD, NEW, LATER = "old", "new", "later"
"""The scaling configurations of the group that is played on."""


@dataclass(frozen=True)
class Kill:
    """
    The end of a process.

    Attributes:
        at: The call or the pause with this number is its last.
        when: `before` or `after` the call took effect, or in the `pause`.
    """

    at: int
    when: str


@dataclass(frozen=True)
class Command:
    """
    One command of a user, and what happens from its beginning on.

    Attributes:
        name: `up`, `refresh` or `delete`.
        to: The configuration that the program names.
        trigger: What the program says in `triggers`; empty for none.
        meddling: What an operator does right before the change of this number that the process asks for.
        faults: As the emulator takes them; `{old}`, `{new}`, `{later}` and `{group}` stand for ids.
        pause_seconds: How much time passes after it.
    """

    name: str
    to: str
    trigger: str = ""
    kill: Kill | None = None
    meddling: tuple[tuple[int, str], ...] = ()
    faults: tuple[dict[str, Any], ...] = ()
    pause_seconds: int = 0


@dataclass(frozen=True)
class Interleaving:
    """A group of `capacity`, what its program says throughout, and what happens."""

    capacity: int
    inputs: dict[str, Any]
    commands: tuple[Command, ...]
    is_deployed: bool = field(default=True)


MINUTES = 60
_CHANGES = ("Start", "Suspend", "Resume", "Cancel", "Rollback")
_ACTIONS = st.sampled_from(
    ["*", "DescribeInstanceRefreshes", "DescribeScalingGroups", "EnableScalingGroup"]
    + [f"{change}InstanceRefresh" for change in _CHANGES]
)
_GLOBS = st.sampled_from(["*", "Describe*", "*InstanceRefresh", "DescribeMetricRuleList", "StartInstanceRefresh"])
_ERRORS = st.sampled_from(
    [
        {"http_status": 429, "code": "Throttling.User", "message": "Slow down."},
        {"http_status": 429, "code": "Throttling.User", "message": "Slow down.", "retry_after_ms": 20_000},
        {"http_status": 503, "code": "ServiceUnavailable", "message": "Try again later."},
        {"http_status": 500, "code": "InternalError", "message": "The request has failed."},
    ]
)
# A release of the group takes two to ten minutes where nothing goes wrong.
_moments = st.integers(0, 5 * MINUTES) | st.integers(0, 20 * MINUTES)
_times = st.integers(1, 3)
_sick = st.sampled_from(["{new}", "{new}", "{later}"])


def _fault(kind: str, **fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    drawn = {name: value if isinstance(value, st.SearchStrategy) else st.just(value) for name, value in fields.items()}
    return st.fixed_dictionaries({"kind": st.just(kind), **drawn})


def _operator(action: str, **parameters: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    about = st.fixed_dictionaries({"ScalingGroupId": st.just("{group}"), **parameters})
    return _fault("operator", action=action, parameters=about, after_seconds=_moments)


_sizes = st.integers(1, 12).map(str)
faults = st.one_of(
    st.tuples(_fault("error", action=_ACTIONS, times=_times), _ERRORS).map(lambda parts: parts[0] | parts[1]),
    st.tuples(
        _fault("storm", action=_GLOBS, after_seconds=_moments, for_seconds=st.integers(1, 10 * MINUTES)), _ERRORS
    ).map(lambda parts: parts[0] | parts[1]),
    _fault("reply_lost", action=_ACTIONS, times=_times),
    _fault("reply_duplicated", action=_ACTIONS, times=_times),
    _fault("no_stock", zone_id="cn-hangzhou-h", after_seconds=_moments, for_seconds=st.integers(60, 30 * MINUTES)),
    _fault("unhealthy_instances", scaling_configuration_id=_sick, after=st.integers(0, 5)),
    _fault("slow_start", start_seconds=st.integers(30, 10 * MINUTES)),
    _fault("alarm", rule=ALARM, after_seconds=_moments, for_seconds=st.integers(60, 10 * MINUTES)),
    *(_operator(f"{change}InstanceRefresh") for change in _CHANGES[1:]),
    *(_operator(f"{change}InstanceRefresh") for change in _CHANGES[1:]),
    _operator("StartInstanceRefresh", **{"DesiredConfiguration.ScalingConfigurationId": _sick}),
    _operator("ModifyScalingGroup", MinSize=_sizes, MaxSize=st.just("20")),
    _operator("ModifyScalingGroup", MinSize=st.just("1"), MaxSize=_sizes),
)
_kills = st.one_of(
    st.builds(Kill, at=st.integers(1, 40), when=st.sampled_from(["before", "after"])),
    st.builds(Kill, at=st.integers(1, 25), when=st.just("pause")),
)
_meddling = st.tuples(st.integers(1, 4), st.sampled_from([f"{change}InstanceRefresh" for change in _CHANGES]))


def _commands(*names: str) -> st.SearchStrategy[Command]:
    return st.builds(
        Command,
        name=st.sampled_from(names),
        to=st.sampled_from([NEW, NEW, NEW, OLD, LATER]),
        trigger=st.sampled_from(["", "", "", "1", "2"]),
        kill=st.none() | st.none() | _kills,
        meddling=st.just(()) | st.lists(_meddling, max_size=2, unique_by=lambda deed: deed[0]).map(tuple),
        faults=st.lists(faults, min_size=1, max_size=5).map(tuple),
        pause_seconds=st.sampled_from([0, 0, 7, 60, 600]),
    )


releases = _commands("up")
commands = _commands("up", "up", "up", "up", "refresh", "delete")
_CHECKS: tuple[dict[str, Any], ...] = ({}, {}, {"alarms": [ALARM]}, {"alarms": [ALARM], "bake_time_minutes": 3})
_CHECKPOINTS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"checkpoints": [{"percentage": 50}, {"percentage": 100}], "checkpoint_pause_time": 2},
)
inputs = st.fixed_dictionaries(
    {
        "min_healthy_percentage": st.sampled_from([None, 0, 50, 100]),
        "max_healthy_percentage": st.sampled_from([None, 100, 150, 200]),
        "on_failure": st.sampled_from(["rollback", "rollback", "cancel", "suspend", "leave"]),
        "on_timeout": st.sampled_from([None, "rollback", "cancel", "suspend", "leave"]),
        "on_delete": st.sampled_from(["cancel", "rollback", "wait", "leave"]),
        "wait_timeout_seconds": st.sampled_from([3, 200, 900, 3600]),
        "poll_interval_seconds": st.sampled_from([10, 60]),
    }
)


def _together(
    given: dict[str, Any], checks: dict[str, Any], checkpoints: dict[str, Any], approval: str | None
) -> dict[str, Any]:
    together = given | checks | checkpoints | ({"approval": approval} if checkpoints else {})
    if checkpoints:  # their pauses have to fit
        together["wait_timeout_seconds"] = max(200, given["wait_timeout_seconds"])
    return {name: value for name, value in together.items() if value is not None}


interleavings = st.builds(
    Interleaving,
    capacity=st.integers(1, 5) | st.just(10),
    inputs=st.builds(
        _together,
        inputs,
        st.sampled_from(_CHECKS),
        st.sampled_from(_CHECKPOINTS),
        st.sampled_from([None, None, "manual"]),
    ),
    commands=st.tuples(releases, st.lists(commands, max_size=4)).map(lambda parts: (parts[0], *parts[1])),
    is_deployed=st.sampled_from([True, True, True, False]),
)
