"""
Rules between inputs of an instance refresh: what the service refuses, or would do other than the user means.

Each rule answers at most one failure. A value that is unknown at preview, or wrong by itself, is UNSETTLED; a
rule that needs it holds its tongue.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from alicloud_ess_refresh.errors import InputFailure
from ess_readiness import MOVING_LAUNCH_TEMPLATE_VERSIONS

__all__ = ["UNSETTLED", "checkpoint_pause_seconds", "judge"]

UNSETTLED: Final = object()

KINDS = ("scaling_configuration_id", "image_id", "launch_template_id", "containers")
MOVING_VERSIONS = frozenset({None, *MOVING_LAUNCH_TEMPLATE_VERSIONS})
"""
Template versions that name no fixed one; a refresh to the last two cannot be rolled back (StartInstanceRefresh).

No page says which version an unset one is: it is taken to be one of these.
"""
DEFAULT_CHECKPOINT_PAUSE_MINUTES = 60
"""StartInstanceRefresh, CheckpointPauseTime."""

Values = Mapping[str, Any]
Rule = Callable[[Values], InputFailure | None]


def judge(values: Values) -> tuple[InputFailure, ...]:
    """
    Answer every rule that is broken.

    Args:
        values: Every input by its name: parsed, None where it is not set, or UNSETTLED.
    """
    return tuple(failure for rule in _RULES if (failure := rule(values)) is not None)


def checkpoint_pause_seconds(minutes: int | None) -> float:
    """Answer how long a task pauses at each checkpoint, from what was said or described of it, if anything."""
    return (minutes or DEFAULT_CHECKPOINT_PAUSE_MINUTES) * 60.0


def _one_kind(values: Values) -> InputFailure | None:
    given = [name for name in KINDS if _is_given(values, name)]
    if len(given) < 2:
        return None
    named = " and ".join(f"`{name}`" for name in given)
    kinds = ", ".join(f"`{name}`" for name in KINDS)
    return InputFailure(given[1], f"got {named}, expected at most one of {kinds}")


def _template_details(values: Values) -> InputFailure | None:
    details = ("launch_template_version", "launch_template_overrides")
    found = next((name for name in details if _is_given(values, name)), None)
    if found is None or _is_given(values, "launch_template_id"):
        return None
    return InputFailure(found, "set without `launch_template_id`, which it belongs to")


def _matching(values: Values) -> InputFailure | None:
    kind = next((name for name in ("image_id", "containers") if _is_given(values, name)), None)
    skip_matching = values["skip_matching"]
    if kind is None or skip_matching is False or skip_matching is UNSETTLED:
        return None
    got = "got true" if skip_matching else "not set, which the service takes for true"
    return InputFailure(
        "skip_matching",
        f"{got}, expected false with `{kind}`: instances match by the id of their scaling configuration, which a "
        "refresh to another image does not change, so that all of them could be skipped",
    )


def _pause_without_checkpoints(values: Values) -> InputFailure | None:
    if not _is_given(values, "checkpoint_pause_time") or _is_given(values, "checkpoints"):
        return None
    return InputFailure("checkpoint_pause_time", "set without `checkpoints`, at which the pauses are made")


def _time_for_pauses(values: Values) -> InputFailure | None:
    checkpoints, pause, timeout = (
        values[name] for name in ("checkpoints", "checkpoint_pause_time", "wait_timeout_seconds")
    )
    if UNSETTLED in (checkpoints, pause, timeout) or not checkpoints:
        return None
    pauses = sum(1 for percentage in checkpoints if percentage < 100)
    minutes = DEFAULT_CHECKPOINT_PAUSE_MINUTES if pause is None else pause
    if timeout > pauses * minutes * 60:
        return None
    return InputFailure(
        "wait_timeout_seconds",
        f"got {timeout}, expected more than {pauses * minutes * 60}: the pauses at the checkpoints alone take "
        f"{pauses * minutes} minutes",
    )


def _approval_without_checkpoints(values: Values) -> InputFailure | None:
    checkpoints = values["checkpoints"]
    if values["approval"] != "manual" or checkpoints is UNSETTLED or any(each < 100 for each in checkpoints or ()):
        return None
    return InputFailure(
        "approval",
        "got `manual`, expected `checkpoints` with it, one of them before 100: nothing else waits for approval",
    )


def _bake_without_checks(values: Values) -> InputFailure | None:
    is_baking = values["bake_time_minutes"] not in (None, 0, UNSETTLED)
    if not is_baking or _is_given(values, "alarms") or _is_given(values, "probes"):
        return None
    return InputFailure("bake_time_minutes", "set without `alarms` or `probes`, which are watched in that time")


def _rollback_needs_a_version(values: Values) -> InputFailure | None:
    version = values["launch_template_version"]
    asking = [name for name in ("on_failure", "on_timeout", "on_delete") if values[name] == "rollback"]
    needed = asking and _is_given(values, "launch_template_id")
    if not needed or version is UNSETTLED or version not in MOVING_VERSIONS:
        return None
    got = f"got `{version}`" if version else "not set"
    options = " and ".join(f"`{name}`" for name in asking)
    return InputFailure(
        "launch_template_version",
        f"{got}, expected a version number: the service cannot roll back a refresh to a moving version; name a "
        f"number, or set {options} to something else than `rollback`",
    )


def _is_given(values: Values, name: str) -> bool:
    """Tell whether an input is set; one that is unknown at preview is."""
    return values[name] not in (None, ())


_RULES: tuple[Rule, ...] = (
    _one_kind,
    _template_details,
    _matching,
    _pause_without_checkpoints,
    _time_for_pauses,
    _approval_without_checkpoints,
    _bake_without_checks,
    _rollback_needs_a_version,
)
