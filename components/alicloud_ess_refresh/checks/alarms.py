"""Alarms by name or id: found, and read all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from alicloud_ess_refresh.cloud.cms import CmsClient, MetricRule

__all__ = ["Alarms", "Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """
    All alarms at one moment.

    Attributes:
        firing: Those in ALARM.
        unseen: Why others cannot be watched: they do not exist, are disabled, or their name is not unique.
    """

    firing: tuple[MetricRule, ...]
    unseen: tuple[str, ...]


class Alarms:
    """The alarms of one release. Names are looked up once; from then on a reading is one call."""

    def __init__(self, names: Sequence[str], client: CmsClient) -> None:
        """
        Begin.

        Args:
            names: Names or ids of rules, at most MOST_RULE_IDS.
        """
        self._names = tuple(names)
        self._client = client
        self._ids = {name: name for name in names if "," not in name}
        self._seen: set[str] = set()

    def read(self) -> Reading:
        """
        Ask for all of them.

        Raises:
            ServiceError: The service did not answer, or refused.
        """
        rules = self._rules()
        firing: list[MetricRule] = []
        unseen: list[str] = []
        for name in self._names:
            found = [rules[self._ids[name]]] if self._ids.get(name) in rules else self._find(name)
            problem = _problem(name, found, was_there=name in self._seen)
            self._seen.update([name] if found else [])
            if problem:
                unseen.append(problem)
            elif found[0].is_firing:
                firing.append(found[0])
        return Reading(tuple(firing), tuple(unseen))

    def _rules(self) -> dict[str, MetricRule]:
        if not self._ids:
            return {}
        return {rule.rule_id: rule for rule in self._client.describe_metric_rules(list(self._ids.values()))}

    def _find(self, name: str) -> Sequence[MetricRule]:
        found = self._client.find_metric_rules(name)
        if len(found) == 1:
            self._ids[name] = found[0].rule_id
        return found


def _problem(name: str, found: Sequence[MetricRule], *, was_there: bool) -> str:
    if not found and was_there:
        return f"alarm `{name}` does not exist any more: somebody has deleted or renamed it since the release began"
    if not found:
        return f"alarm `{name}` does not exist: `alarms` takes names or ids of CloudMonitor's metric rules"
    if len(found) > 1:
        ids = ", ".join(rule.rule_id for rule in found)
        return f"alarm `{name}` is the name of {len(found)} rules: name one of their ids instead, {ids}"
    if not found[0].is_enabled:
        return f"alarm `{name}` is disabled: enable it (EnableMetricRules), or take it out of `alarms`"
    return ""
