"""
What no source tells about event rules and metric rules and the emulator had to decide.

As `state.ess.assumptions` does for Auto Scaling: each value is one constant, and emulator/README.md lists them.
"""

from __future__ import annotations

# --- Values ------------------------------------------------------------------------------------------------------

# PutEventRule without SilenceTime: nothing is held back.
DEFAULT_SILENCE_SECONDS = 0
# A call about an event rule that is not there (404).
CODE_RULE_NOT_FOUND = "ResourceNotFound"
# A call about a metric rule or a contact group that is not there (404); the provider takes it for "not found".
CODE_METRIC_RULE_NOT_FOUND = "ResourceNotFound"
# DescribeMetricRuleList, DescribeContactGroupList and DescribeAlertLogList: the longest page.
MOST_RULES_ON_A_PAGE = 100

# --- Behaviour: these are not values, and each is one place in the code ---------------------------------------------

BEHAVIOURS = (
    "An event is delivered at the moment in which it happens, once for each target of each enabled rule that it fits.",
    (
        "SilenceTime of an event rule holds back events of the same name about the same resource for so long after one "
        "that was sent; the time is not prolonged by those held back."
    ),
    "A list of a pattern that is left out fits everything, as `*` does.",
    "There are no application groups: an event rule with a GroupId delivers nothing.",
    "Queues have one namespace, whatever the region. A target whose queue is not there loses the event.",
    "Metrics are not measured: a metric rule is OK from its creation, unless the fault `alarm` says otherwise.",
    "A disabled metric rule keeps the state that it is in; it is evaluated again at the moment it is enabled.",
    "A metric rule may name contact groups that are not there. Its targets are written down, and nobody is told.",
    "RuleName of DescribeMetricRuleList finds every metric rule whose name has the text in it, in the same case.",
)
