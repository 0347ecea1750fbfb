"""Settings of a metric rule: parameters of PutResourceMetricRule to the words of DescribeMetricRuleList."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import invalid_parameter

if TYPE_CHECKING:
    from alicloud_emulator.parameters import Parameters

__all__ = ["SETTINGS", "settings_of"]

# Settings that are one text, shown as "" where there is none.
SETTINGS = (
    "Namespace",
    "MetricName",
    "ContactGroups",
    "EffectiveInterval",
    "NoEffectiveInterval",
    "NoDataPolicy",
    "Period",
    "Resources",
    "Webhook",
)
# PutResourceMetricRule: how often a rule speaks while it fires, and the values of Level.
DEFAULT_SILENCE_SECONDS = 86400
LEVELS = ("Critical", "Warn", "Info")
OPERATORS = (
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanThreshold",
    "NotEqualToThreshold",
    "EqualToThreshold",
    "GreaterThanYesterday",
    "LessThanYesterday",
    "GreaterThanLastWeek",
    "LessThanLastWeek",
    "GreaterThanLastPeriod",
    "LessThanLastPeriod",
)


def settings_of(parameters: Parameters) -> dict[str, Any]:
    """
    Return what a rule is to say, in the words of DescribeMetricRuleList.

    Raises:
        ApiError: A parameter is missing or wrong (400).
    """
    for name in ("Namespace", "MetricName", "ContactGroups"):
        parameters.require(name)
    texts = {name: value for name in SETTINGS if (value := parameters.text(name)) is not None}
    silence = parameters.integer("SilenceTime", minimum=0)
    labels = [{"Key": item.require("Key"), "Value": item.text("Value", "")} for item in parameters.groups("Labels")]
    settings: dict[str, Any] = {
        "MailSubject": parameters.text("EmailSubject", ""),
        **texts,
        "SilenceTime": DEFAULT_SILENCE_SECONDS if silence is None else silence,
        "Escalations": _escalations(parameters),
        "Labels": {"Labels": labels},
    }
    if prometheus := _object(parameters, "Prometheus"):
        annotations = prometheus.pop("Annotations", [])
        settings["Prometheus"] = {**prometheus, "Annotations": {"Annotations": annotations}}
    if composite := _object(parameters, "CompositeExpression"):
        expressions = composite.pop("ExpressionList", [])
        settings["CompositeExpression"] = {**composite, "ExpressionList": {"ExpressionList": expressions}}
    return settings


def _escalations(parameters: Parameters) -> dict[str, Any]:
    escalations = {}
    for level in LEVELS:
        group = parameters.struct(f"Escalations.{level}")
        if group:
            escalations[level] = {
                "Statistics": group.text("Statistics", ""),
                "ComparisonOperator": group.choice("ComparisonOperator", OPERATORS) or "",
                "Threshold": group.text("Threshold", ""),
                "Times": group.integer("Times", minimum=1) or 1,
            }
    return escalations


def _object(parameters: Parameters, name: str) -> dict[str, Any]:
    value = parameters.json(name)
    if not isinstance(value, dict | None):
        raise invalid_parameter(name, parameters.text(name), "a JSON object")
    return dict(value or {})
