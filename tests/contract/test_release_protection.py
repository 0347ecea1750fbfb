"""ReleaseProtection through the official SDKs: who gets it, who cannot, drift, and what deleting it does."""

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.dynamic.provider import StackProvider
from alicloud_ess_refresh.dynamic.reading import NOT_GIVEN
from alicloud_ess_refresh.errors import ScalingGroupNotFoundError
from alicloud_ess_refresh.protection.group_protection import IncompleteProtectionError
from contract.protections import Protections


@pytest.fixture(name="stage")
def _stage(alicloud_emulator: Emulator) -> Protections:
    return Protections(alicloud_emulator)


def test_instances_that_lack_protection_get_it(stage: Protections) -> None:
    first, *others = stage.ids
    stage.protect(first, is_protected=True)

    outs = stage.create()

    assert stage.protected() == {first, *others}
    assert outs == {
        "scaling_group_id": stage.group_id,
        "protected_instance_ids": [first, *others],
        "unprotected_instance_ids": [],
        "unprotectable_instances": {},
        "switched_on_instance_ids": others,
    }
    assert stage.lines == [f"{stage.group_id}: 4 of 4 instances are protected from release (0 s)"]


def test_instances_that_cannot_have_it_are_named_and_left_alone(stage: Protections) -> None:
    prepaid = stage.attach(instance_charge_type="PrePaid", period=1, period_unit="Month")
    spot = stage.attach(spot_strategy="SpotAsPriceGo")

    outs = stage.create()

    reasons = {
        prepaid: "because it is a subscription (`PrePaid`), which cannot be released before it expires",
        spot: "because it is a spot instance (`SpotAsPriceGo`), on which protection has no effect",
    }
    assert outs["unprotectable_instances"] == reasons
    assert stage.protected() == set(outs["protected_instance_ids"]) == set(stage.ids) - {prepaid, spot}
    exempt = f"{prepaid} cannot be, {reasons[prepaid]}; {spot} cannot be, {reasons[spot]}"
    assert stage.lines == [f"{stage.group_id}: 4 of 4 instances are protected from release; {exempt} (0 s)"]


def test_nothing_to_mend_is_no_difference(stage: Protections) -> None:
    outs = stage.create()

    result = stage.provider().diff(stage.group_id, outs, {"scaling_group_id": stage.group_id})

    assert (result.changes, result.replaces) == (False, [])


def test_drift_shows_in_a_preview_and_is_mended_by_the_update(stage: Protections) -> None:
    outs, first = stage.create(), stage.ids[0]
    stage.protect(first, is_protected=False)
    stage.lines.clear()

    result = stage.provider().diff(stage.group_id, outs, {"scaling_group_id": stage.group_id})
    lines = list(stage.lines)
    mended = stage.provider().update(stage.group_id, outs, {"scaling_group_id": stage.group_id}).outs or {}

    assert (result.changes, result.replaces) == (True, [])
    assert lines == [f"{stage.group_id}: not protected from release, to be mended: {first}"]
    assert (mended["unprotected_instance_ids"], first in stage.protected()) == ([], True)


def test_preview_does_not_wait_for_a_service_that_fails(stage: Protections) -> None:
    outs = stage.create()
    stage.lines.clear()
    stage.emulator.add_fault(
        kind="error", action="DescribeScalingGroups", http_status=503, code="ServiceUnavailable", message="Later."
    )

    result = stage.provider().diff(stage.group_id, outs, {"scaling_group_id": stage.group_id})

    assert result.changes is False
    [line] = stage.lines
    assert line.startswith(
        f"{stage.group_id}: whether its instances are protected from release was not looked at: DescribeScalingGroups "
        f"on {stage.group_id} was refused: `ServiceUnavailable` Later. (HTTP 503, RequestId "
    )


def test_read_shows_drift(stage: Protections) -> None:
    outs, first = stage.create(), stage.ids[0]
    stage.protect(first, is_protected=False)

    result = stage.provider().read(stage.group_id, outs)

    assert (result.outs or {})["unprotected_instance_ids"] == [first]
    assert result.inputs == {"scaling_group_id": stage.group_id}


def test_deletion_leaves_protection_on(stage: Protections) -> None:
    outs = stage.create()
    stage.lines.clear()

    stage.provider().delete(stage.group_id, outs)

    assert stage.protected() == set(stage.ids)
    assert stage.lines == [
        f"{stage.group_id}: deleted: the instances stay protected from release, as `on_delete` says (0 s)"
    ]


def test_deletion_of_what_was_replaced_lifts_nothing(stage: Protections, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine has checked what the program declares: it deletes the original of a resource that is there again."""
    monkeypatch.setattr(StackProvider, "_declared", set())
    monkeypatch.setattr("alicloud_ess_refresh.dynamic.provider.served_request", object)
    outs = stage.create(on_delete="lift")
    stage.provider().check({}, {"scaling_group_id": stage.group_id, "on_delete": "lift"})

    stage.provider().delete(stage.group_id, outs)

    assert stage.protected() == set(stage.ids)
    told = "replaced: the instances stay protected; no later deletion lifts what was on before"
    assert stage.lines[-1] == f"{stage.group_id}: {told} (0 s)"


def test_deletion_lifts_what_the_resource_has_switched_on_where_that_is_asked_for(stage: Protections) -> None:
    first = stage.ids[0]
    stage.protect(first, is_protected=True)
    outs = stage.create(on_delete="lift")

    stage.provider().delete(stage.group_id, outs)

    assert stage.protected() == {first}


def test_refusals_are_collected_and_the_others_protected(stage: Protections, alicloud_emulator: Emulator) -> None:
    first, *others = stage.ids
    alicloud_emulator.add_fault(
        kind="error",
        action="ModifyInstanceAttribute",
        parameters={"InstanceId": first},
        http_status=403,
        code="IncorrectInstanceStatus",
        message="Not now.",
    )

    with pytest.raises(IncompleteProtectionError) as caught:
        stage.create()

    request_id = str(caught.value).split("RequestId ")[1].split(")")[0]
    assert str(caught.value) == (
        f"{stage.group_id}: 1 of 4 instances could not be protected from release: ModifyInstanceAttribute on {first} "
        f"was refused: `IncorrectInstanceStatus` Not now. (HTTP 403, RequestId {request_id}); the others are: mend "
        "that and run `pulumi up` again"
    )
    assert stage.protected() == set(others)


def test_group_that_does_not_exist_is_refused_and_read_as_gone(stage: Protections) -> None:
    with pytest.raises(ScalingGroupNotFoundError) as caught:
        stage.create(scaling_group_id="asg-none")

    assert str(caught.value) == (
        "scaling group asg-none does not exist in region `cn-hangzhou`: if it was deleted by hand, run "
        "`pulumi refresh` and `pulumi up`; else check `scaling_group_id`, `alicloud:region` and the resource's "
        "options `provider` and `providers`"
    )
    assert stage.provider().read("asg-none", {}).id == ""


def test_wrong_inputs_are_all_reported(stage: Protections) -> None:
    result = stage.provider().check({}, {"on_delete": "remove", "instances": ["i-1"]})

    assert [(failure.property, failure.reason) for failure in result.failures] == [
        ("scaling_group_id", NOT_GIVEN),
        ("on_delete", "got `remove`, expected `leave` or `lift`"),
        ("instances", "not an input of ReleaseProtection: expected one of scaling_group_id, on_delete"),
    ]
