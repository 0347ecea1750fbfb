"""
The properties of an instance refresh as Pulumi hands them over, checked and parsed into `RefreshInputs`.

All wrong properties are reported at once. At preview some are unknown: those are not judged.
"""

import re
import urllib.parse
from collections.abc import Mapping
from typing import Any

from alicloud_ess_refresh.checks.probes import Probe
from alicloud_ess_refresh.cloud.cms import MOST_RULE_IDS
from alicloud_ess_refresh.cloud.desired_configuration import Container, DesiredConfiguration
from alicloud_ess_refresh.dynamic.reading import (
    NOT_GIVEN,
    Reader,
    boolean,
    choice,
    contains_unknown,
    items,
    json_text,
    record,
    text,
    whole_number,
)
from alicloud_ess_refresh.errors import InputFailure, InvalidInputsError
from alicloud_ess_refresh.refresh.checkpoints import Approval
from alicloud_ess_refresh.refresh.endings import OnDelete, Remedy
from alicloud_ess_refresh.refresh.model import RefreshInputs
from alicloud_ess_refresh.refresh.rules import UNSETTLED, judge
from alicloud_ess_refresh.refresh.tolerance import Tolerance, WhenIgnored, read_overrides
from alicloud_ess_refresh.suggestions import did_you_mean

__all__ = ["INPUTS", "NOT_KNOWN_YET", "find_failures", "normal", "parse", "parse_known"]

Props = Mapping[str, Any]

# A task may run for one week (Detail of DescribeInstanceRefreshes): no wait need be longer.
WAIT_TIMEOUT_SECONDS = (1, 604_800)
DEFAULT_WAIT_TIMEOUT_SECONDS = 3600
# No rate limit is published. At 120 s a group costs 30 requests an hour in the middle of a release, and a failure is
# seen within two minutes.
POLL_INTERVAL_SECONDS = (1, 300)
DEFAULT_POLL_INTERVAL_SECONDS = 120
# An alarm that has been quiet for a day says no more about the release.
BAKE_TIME_MINUTES = (0, 1440)
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")


def _override(value: Any, path: str, failures: list[InputFailure]) -> str | None:
    read = record({"instance_type": text()}, required=("instance_type",))(value, path, failures)
    return read.get("instance_type") if read else None


def _variable(value: Any, path: str, failures: list[InputFailure]) -> tuple[str, str] | None:
    fields = {"key": text(), "value": text(at_most=256, may_be_empty=True)}
    read = record(fields, required=("key",))(value, path, failures)
    if not read or not read.get("key"):
        return None
    if not _VARIABLE_NAME.fullmatch(read["key"]):
        expected = "expected 1 to 128 letters, digits and underscores, not starting with a digit"
        failures.append(InputFailure(f"{path}.key", f"got `{read['key']}`, {expected}"))
    return read["key"], read.get("value") or ""


def _container(value: Any, path: str, failures: list[InputFailure]) -> Container | None:
    # Limits: StartInstanceRefresh, DesiredConfiguration.Containers, ESS 2022-02-22.
    fields: dict[str, Reader] = {
        "name": text(),
        "image": text(),
        "commands": items(text(at_most=256), at_most=20),
        "args": items(text(), at_most=10),
        "environment_vars": items(_variable),
    }
    read = record(fields, required=("name",))(value, path, failures)
    return Container(**read) if read and read.get("name") else None


def _probe(value: Any, path: str, failures: list[InputFailure]) -> Probe | None:
    before = len(failures)
    fields: dict[str, Reader] = {
        "url": text(),
        "expected_status": whole_number(100, 599, "HTTP status"),
        "interval_seconds": whole_number(1, 300, "seconds"),
        "failure_threshold": whole_number(1, 20, "requests in a row"),
        "timeout_seconds": whole_number(1, 60, "seconds"),
    }
    read = record(fields, required=("url",))(value, path, failures)
    if read and len(failures) == before and not _is_web_address(read["url"]):
        # The value is left out: it may hold a password.
        failures.append(InputFailure(f"{path}.url", "expected an address that begins with http:// or https://"))
    return Probe(**read) if len(failures) == before else None


def _is_web_address(url: str) -> bool:
    try:
        parts = urllib.parse.urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _alarms(value: Any, path: str, failures: list[InputFailure]) -> Any:
    read = items(text(), at_most=MOST_RULE_IDS)(value, path, failures)
    for index, name in enumerate(read or ()):
        if name in read[:index]:
            failures.append(InputFailure(f"{path}[{index}]", f"got `{name}` a second time, expected each alarm once"))
    return read


def _checkpoints(value: Any, path: str, failures: list[InputFailure]) -> tuple[int, ...] | None:
    before = len(failures)
    each = record({"percentage": whole_number(1, 100, "percent")}, required=("percentage",))
    read = items(each)(value, path, failures)
    if len(failures) > before or not read:
        return ()
    percentages: tuple[int, ...] = tuple(checkpoint["percentage"] for checkpoint in read)
    for index in range(1, len(percentages)):
        previous, found = percentages[index - 1], percentages[index]
        if found <= previous:
            reason = f"got {found}, expected more than {previous} (values must increase and end with 100)"
            failures.append(InputFailure(f"{path}[{index}].percentage", reason))
    if percentages[-1] != 100:
        reason = f"got {percentages[-1]}, expected 100 (values must increase and end with 100)"
        failures.append(InputFailure(f"{path}[{len(percentages) - 1}].percentage", reason))
    return percentages


INPUTS: Mapping[str, Reader] = {
    "scaling_group_id": text(),
    "scaling_configuration_id": text(),
    "image_id": text(),
    "launch_template_id": text(),
    "launch_template_version": text(),
    "launch_template_overrides": items(_override),
    "containers": items(_container),
    # Ranges: StartInstanceRefresh, ESS 2022-02-22.
    "min_healthy_percentage": whole_number(0, 100, "percent"),
    "max_healthy_percentage": whole_number(100, 200, "percent"),
    "skip_matching": boolean(),
    "checkpoints": _checkpoints,
    "checkpoint_pause_time": whole_number(1, 2880, "minutes"),
    "approval": choice(*Approval),
    "alarms": _alarms,
    "probes": items(_probe),
    "bake_time_minutes": whole_number(*BAKE_TIME_MINUTES, "minutes"),
    "protected_instances": choice(*WhenIgnored),
    "standby_instances": choice(*WhenIgnored),
    "preflight_overrides": read_overrides,
    "triggers": json_text(),
    "wait_timeout_seconds": whole_number(*WAIT_TIMEOUT_SECONDS, "seconds"),
    "poll_interval_seconds": whole_number(*POLL_INTERVAL_SECONDS, "seconds"),
    "on_failure": choice(*Remedy),
    "on_timeout": choice(*Remedy),
    "on_delete": choice(*OnDelete),
    "deleted_with_group": boolean(),
    "progress_file": text(),
    "declared_digest": text(),
}
"""Every input by its name, in the order of the API."""

_DEFAULTS: Props = {
    "wait_timeout_seconds": DEFAULT_WAIT_TIMEOUT_SECONDS,
    "poll_interval_seconds": DEFAULT_POLL_INTERVAL_SECONDS,
    "on_failure": Remedy.ROLLBACK,
    "approval": Approval.NONE,
}
NOT_KNOWN_YET = "(not known yet)"
"""Stands for what names the desired configuration, where a preview does not know it."""
_NAMING = ("scaling_configuration_id", "image_id", "launch_template_id", "launch_template_version")
_DESIRED = tuple(DesiredConfiguration.__dataclass_fields__)


def parse(props: Props) -> RefreshInputs:
    """
    Answer the inputs.

    Args:
        props: Properties with every value known. Names other than INPUTS (outputs, `__provider`) are ignored.

    Raises:
        InvalidInputsError: One or more of them are wrong.
    """
    values, failures = _read(props)
    if failures:
        raise InvalidInputsError(failures)
    return _parse(values)


def _parse(values: Mapping[str, Any]) -> RefreshInputs:
    given = {name: value for name, value in values.items() if value is not None}
    desired = DesiredConfiguration(**{name: given.pop(name) for name in _DESIRED if name in given})
    given |= {name: Remedy(given[name]) for name in ("on_failure", "on_timeout") if name in given}
    given["approval"] = Approval(given["approval"])
    for name in ("on_delete", "deleted_with_group", "declared_digest"):  # no business of a release
        given.pop(name, None)
    return RefreshInputs(desired_configuration=desired, tolerance=_tolerance(given), **given)


def parse_known(props: Props) -> RefreshInputs:
    """
    Answer the inputs as far as they are known at preview.

    What is unknown is left to its default, and what names the desired configuration is NOT_KNOWN_YET.

    Args:
        props: Properties that `find_failures` has nothing against; the scaling group's id is known.
    """
    standing_in: dict[str, Any] = dict.fromkeys(_NAMING, NOT_KNOWN_YET)
    standing_in["containers"] = [{"name": NOT_KNOWN_YET}]
    known = {name: standing_in.get(name) if contains_unknown(value) else value for name, value in props.items()}
    return _parse({name: value for name, value in _read(known)[0].items() if value is not UNSETTLED})


def normal(props: Props) -> dict[str, Any]:
    """
    Return properties with numbers as numbers and texts as texts, so that equal ones are equal.

    Args:
        props: Properties that `find_failures` has nothing against; values may be unknown.
    """
    values, _ = _read(props)
    kinds = str, int, float
    return {
        name: values[name]
        if isinstance(value, kinds) and isinstance(values.get(name), kinds) and name != "triggers"
        else value
        for name, value in props.items()
    }


def _tolerance(given: dict[str, Any]) -> Tolerance:
    """Take what makes it out of the inputs."""
    names = ("protected_instances", "standby_instances")
    ignored = {name: WhenIgnored(given.pop(name)) for name in names if name in given}
    return Tolerance(**ignored, overrides=given.pop("preflight_overrides", {}))


def find_failures(props: Props) -> tuple[InputFailure, ...]:
    """Answer everything that is wrong with these properties; values may be unknown."""
    strangers = tuple(_stranger(name) for name in props if name not in INPUTS and not name.startswith("__"))
    return strangers + _read(props)[1]


def _read(props: Props) -> tuple[dict[str, Any], tuple[InputFailure, ...]]:
    failures: list[InputFailure] = []
    if props.get("scaling_group_id") is None:
        failures.append(InputFailure("scaling_group_id", NOT_GIVEN))
    values = {name: _read_one(name, props.get(name), failures) for name in INPUTS}
    return values, (*failures, *judge(values))


def _read_one(name: str, raw: Any, failures: list[InputFailure]) -> Any:
    if raw is None:
        return _DEFAULTS.get(name)
    if contains_unknown(raw):
        return UNSETTLED
    before = len(failures)
    value = INPUTS[name](raw, name, failures)
    return value if len(failures) == before else UNSETTLED


def _stranger(name: str) -> InputFailure:
    return InputFailure(name, f"not an input of InstanceRefresh: {did_you_mean(name, INPUTS)}")
