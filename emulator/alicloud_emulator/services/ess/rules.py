"""Scaling rules. Simple ones can be executed; no alarm or forecast ever does so by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import Parameters
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ess.fields import Field, Kind
from alicloud_emulator.services.ess.instances import adjusted_capacity
from alicloud_emulator.services.ess.records import RecordKind
from alicloud_emulator.state.ess.groups import find_group
from alicloud_emulator.state.ess.membership import adjust_capacity

if TYPE_CHECKING:
    from alicloud_emulator.state.ess.model import GroupRecord
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

SIMPLE = "SimpleScalingRule"
DIMENSION_FIELDS = (Field("DimensionKey"), Field("DimensionValue"))


def _store(world: World) -> dict[str, GroupRecord]:
    return world.scaling.rules


def _ari(world: World, record: GroupRecord) -> dict[str, Any]:
    ari = f"ari:acs:ess:{record.region_id}:{world.account_id}:scalingrule/{record.record_id}"
    return {"ScalingRuleAri": ari}


KIND = RecordKind(
    noun="ScalingRule",
    store=_store,
    id_name="ScalingRuleId",
    id_prefix="asr",
    list_name="ScalingRules",
    name_field="ScalingRuleName",
    fields=(
        *(
            Field(name)
            for name in (
                "ScalingRuleName",
                "ScalingRuleType",
                "AdjustmentType",
                "MetricName",
                "MetricType",
                "PredictiveScalingMode",
                "PredictiveValueBehavior",
                "HybridMonitorNamespace",
            )
        ),
        *(
            Field(name, Kind.INTEGER)
            for name in (
                "AdjustmentValue",
                "Cooldown",
                "EstimatedInstanceWarmup",
                "InitialMaxSize",
                "MinAdjustmentMagnitude",
                "PredictiveTaskBufferTime",
                "PredictiveValueBuffer",
                "ScaleInEvaluationCount",
                "ScaleOutEvaluationCount",
            )
        ),
        Field("TargetValue", Kind.NUMBER),
        Field("DisableScaleIn", Kind.FLAG),
        Field("AlarmDimensions", DIMENSION_FIELDS),
        Field(
            "StepAdjustments",
            (
                Field("MetricIntervalLowerBound", Kind.NUMBER),
                Field("MetricIntervalUpperBound", Kind.NUMBER),
                Field("ScalingAdjustment", Kind.INTEGER),
            ),
        ),
        Field(
            "HybridMetrics",
            (
                Field("Id"),
                Field("MetricName"),
                Field("Statistic"),
                Field("Expression"),
                Field("Dimensions", DIMENSION_FIELDS),
            ),
        ),
    ),
    defaults={"ScalingRuleType": SIMPLE},
    exact_filters=("ScalingRuleType",),
    more=_ari,
)


def execute_scaling_rule(world: World, call: Call) -> dict[str, Any]:
    """Change the capacity as a simple rule says."""
    ari = call.parameters.require("ScalingRuleAri")
    rule = world.scaling.rules.get(ari.rpartition("/")[2])
    if rule is None:
        raise ApiError(404, "InvalidScalingRuleAri.NotFound", "The specified scaling rule does not exist.")
    if rule.settings["ScalingRuleType"] != SIMPLE:
        raise ApiError(400, "InvalidScalingRuleType", f"Only a {SIMPLE} can be executed here.")
    group = find_group(world, rule.scaling_group_id)
    settings = Parameters.of(rule.settings)
    capacity = adjusted_capacity(group.target_capacity, settings)
    activity = adjust_capacity(world, group, capacity=capacity)
    return {"ScalingActivityId": activity.scaling_activity_id}


KEPT = "only simple rules act, and only when they are executed"
ACTIONS = {
    "CreateScalingRule": Action(KIND.create, "resource_alicloud_ess_scaling_rule.go", Coverage.PARTLY, KEPT),
    "DescribeScalingRules": Action(KIND.describe, "service_alicloud_ess.go"),
    "ModifyScalingRule": Action(KIND.modify, "resource_alicloud_ess_scaling_rule.go"),
    "DeleteScalingRule": Action(KIND.delete, "resource_alicloud_ess_scaling_rule.go"),
    "ExecuteScalingRule": Action(
        execute_scaling_rule,
        "SDK",
        Coverage.PARTLY,
        KEPT,
        idempotent=True,
    ),
}
