"""
What is done about which event: the catalogue's defaults, and what a team changes of them.

A policy is YAML:

    actions:
      Instance:SystemMaintenance.Reboot: replace
      Disk:DiskOperationCompleted: tell
    max_concurrent: 2
    accept_local_disk_loss: {reason: caches only}
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import yaml

from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.events.catalogue import CATALOGUE, Action
from alicloud_ess_refresh.redeploy.answerable import ANSWERABLE
from alicloud_ess_refresh.suggestions import did_you_mean

__all__ = ["InvalidPolicyError", "Policy", "read_policy"]

MOST_CONCURRENT = 1000
"""Instances that a scaling group may have. Source: CreateScalingGroup, MaxSize."""
LARGEST_CHARACTERS, MOST_ALIASES, DEEPEST = 1_000_000, 16, 16
"""Of a policy, which has three levels."""
_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_SHOWN = 80
MOVABLE = frozenset(f"Instance:{event_type}" for event_type in ANSWERABLE)


class InvalidPolicyError(AlicloudError):
    """A policy is wrong; the message names everything that is."""

    def __init__(self, where: str, reasons: Iterable[str]) -> None:
        super().__init__(f"{where}: {'; '.join(reasons)}")


class _UniqueKeys(yaml.SafeLoader):
    """Refuses a key that is there twice, of which YAML takes the last one without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key in (self.construct_object(key, deep=True) for key, _ in node.value):
            if isinstance(key, Hashable) and key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"`{key}` is there twice", node.start_mark)
            seen |= {key} if isinstance(key, Hashable) else set()
        return super().construct_mapping(node, deep)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """
    What is done.

    Attributes:
        changed: Actions that differ from the catalogue's, by name.
        max_concurrent: Instances of one scaling group that are moved or replaced at a time, 1 to 1000.
        local_disk_reason: Why the loss of local disks is accepted; empty where it is not.
    """

    changed: Mapping[str, Action] = field(default_factory=lambda: MappingProxyType({}))
    max_concurrent: int = 1
    local_disk_reason: str = ""

    def action(self, name: str) -> Action:
        """Answer what is done about an event; one that the catalogue does not have is told."""
        if name in self.changed:
            return self.changed[name]
        return CATALOGUE[name].action if name in CATALOGUE else Action.TELL


def read_policy(text: str, *, where: str) -> Policy:
    """
    Read a policy.

    Args:
        where: The file, for the message.

    Raises:
        InvalidPolicyError: It is no YAML, or too much of it, or says what cannot be done.
    """
    if len(text) > LARGEST_CHARACTERS:
        raise InvalidPolicyError(where, [f"too large: expected at most {LARGEST_CHARACTERS} characters"])
    try:
        _check_bounds(text, where)
        parsed = yaml.load(text, Loader=_UniqueKeys)  # noqa: S506  # it is a SafeLoader
    except (yaml.YAMLError, ValueError, TypeError) as error:
        # YAML's own errors, and those of numbers and dates that there are not.
        found = " ".join(str(error).split()).replace(' in "<unicode string>",', ", at")
        raise InvalidPolicyError(where, [found]) from error
    if parsed is None:
        return Policy()
    if not isinstance(parsed, Mapping):
        raise InvalidPolicyError(where, ["expected `actions`, `max_concurrent` and `accept_local_disk_loss`"])
    reasons = [*_strangers("", parsed, ("actions", "max_concurrent", "accept_local_disk_loss"))]
    policy = Policy(
        changed=_actions(parsed.get("actions"), reasons),
        max_concurrent=_max_concurrent(parsed.get("max_concurrent", 1), reasons),
        local_disk_reason=_local_disk_reason(parsed.get("accept_local_disk_loss"), reasons),
    )
    if reasons:
        raise InvalidPolicyError(where, reasons)
    return policy


def _check_bounds(text: str, where: str) -> None:
    """Refuse what a few hundred bytes can make of a reader: aliases multiply what they name, level by level."""
    depth = aliases = 0
    for event in yaml.parse(text, Loader=_UniqueKeys):
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > DEEPEST:
            raise InvalidPolicyError(where, [f"nested too deeply: expected at most {DEEPEST} levels"])
        if aliases > MOST_ALIASES:
            raise InvalidPolicyError(where, [f"too many aliases (`*name`): expected at most {MOST_ALIASES}"])


def _shown(found: Any) -> str:
    text = str(found)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _strangers(path: str, found: Mapping[Any, Any], allowed: Iterable[str]) -> list[str]:
    strangers = [name for name in found if name not in allowed]
    return [f"{path}`{_shown(name)}` is not known: {did_you_mean(str(name), allowed)}" for name in strangers]


def _actions(found: Any, reasons: list[str]) -> Mapping[str, Action]:
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        reasons.append("`actions`: expected a map from the name of an event to an action")
        return {}
    reasons += _strangers("actions: ", found, tuple(CATALOGUE))
    changed = {}
    for name, action in found.items():
        if action not in list(Action):
            reasons.append(f"actions: `{name}` is `{_shown(action)}`, expected one of {', '.join(Action)}")
        elif name in CATALOGUE and not _is_possible(name, Action(action)):
            reasons.append(f"actions: `{name}` is `{action}`, {_why_impossible(Action(action))}")
        else:
            changed[name] = Action(action)
    return changed


def _is_possible(name: str, action: Action) -> bool:
    if action is Action.REDEPLOY:
        return name in MOVABLE
    return action is not Action.REPLACE or (name.startswith("Instance:") and bool(CATALOGUE[name].statuses))


def _why_impossible(action: Action) -> str:
    if action is Action.REDEPLOY:
        return f"which RedeployInstance does not answer: it answers {', '.join(sorted(MOVABLE))}"
    return "but it is no system event of an instance: expected `tell` or `ignore`"


def _max_concurrent(found: Any, reasons: list[str]) -> int:
    if isinstance(found, int) and not isinstance(found, bool) and 1 <= found <= MOST_CONCURRENT:
        return found
    reasons.append(
        f"`max_concurrent`: got `{_shown(found)}`, expected a whole number from 1 to {MOST_CONCURRENT} (instances)"
    )
    return 1


def _local_disk_reason(found: Any, reasons: list[str]) -> str:
    if found is None:
        return ""
    reason = found.get("reason") if isinstance(found, Mapping) and len(found) == 1 else None
    if not isinstance(reason, str) or not reason.strip():
        reasons.append("`accept_local_disk_loss`: expected `{reason: …}` that says why the data may go")
        return ""
    return reason.strip()
