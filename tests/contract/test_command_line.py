"""`ess-refresh` through the official SDK against the emulator, on releases that it or somebody else has started."""

import json
import shlex

import pytest
from alibabacloud_ess20220222 import models

from alicloud_emulator import Emulator
from contract.releases import Releases
from contract.scaling import Group, make_group
from contract.terminal import Terminal


@pytest.fixture(name="terminal")
def _terminal(alicloud_emulator: Emulator) -> Terminal:
    return Terminal(alicloud_emulator)


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Group:
    return make_group(alicloud_emulator, scaling_policy="release")


def test_plan_tells_what_the_start_then_does(terminal: Terminal, group: Group) -> None:
    to_new = (group.group_id, "--scaling-configuration-id", group.new)
    planned = terminal.run("plan", *to_new, "--output", "json")
    assert (planned.exit_code, json.loads(planned.out)["explanation"]) == (0, "replace 4 of 4 instances")
    started = terminal.run("start", *to_new, "--output", "json")
    assert (started.exit_code, json.loads(started.out)["outcome"]) == (0, "refreshed")
    assert {each.scaling_configuration_id for each in group.instances()} == {group.new}
    assert json.loads(terminal.run("plan", *to_new, "--output", "json").out)["action"] == "nothing"


def test_plan_refuses_what_the_start_then_refuses(terminal: Terminal, group: Group) -> None:
    to_new = (group.group_id, "--scaling-configuration-id", group.new, "--alarm", "web-5xx")
    reason = "alarm `web-5xx` does not exist: `--alarm` takes names or ids of CloudMonitor's metric rules"
    planned = terminal.run("plan", *to_new, "--output", "json")
    assert (planned.exit_code, json.loads(planned.out)["refusals"]) == (1, [reason])
    started = terminal.run("start", *to_new)
    assert (started.exit_code, started.err) == (
        1,
        f"ess-refresh: {group.group_id} cannot be refreshed, and nothing was changed: {reason}\n",
    )


def test_plan_that_may_not_read_its_alarms_is_no_promise(terminal: Terminal, group: Group) -> None:
    """A start would be refused for that."""
    forbidden = {"http_status": 403, "code": "Forbidden.RAM", "message": "Not yours.", "times": None}
    group.emulator.add_fault(kind="error", action="DescribeMetricRuleList", **forbidden)
    to_new = (group.group_id, "--scaling-configuration-id", group.new, "--alarm", "web-5xx")
    planned = terminal.run("plan", *to_new, "--output", "json")
    [alarms] = [each for each in json.loads(planned.out)["rules"] if each["rule_id"] == "alarms-quiet"]
    assert (planned.exit_code, alarms["verdict"]) == (1, "not known")
    assert alarms["what"].startswith("its alarms cannot be read: DescribeMetricRuleList on web-5xx was refused: ")
    assert terminal.run("start", *to_new).exit_code == 1


def test_refresh_of_a_colleague_is_suspended_resumed_and_rolled_back(terminal: Terminal, group: Group) -> None:
    task_id = group.start()
    group.advance(30)
    for command, status in (("suspend", "Paused"), ("resume", "InProgress"), ("rollback", "RollbackSuccessful")):
        ran = terminal.run(command, group.group_id, "--output", "json")
        task = json.loads(ran.out)["task"]
        assert (ran.exit_code, task["instance_refresh_task_id"], task["status"]) == (0, task_id, status)
    assert {each.scaling_configuration_id for each in group.instances()} == {group.old}


def test_status_is_watched_to_the_end(terminal: Terminal, group: Group) -> None:
    task_id = group.start()
    ran = terminal.run("status", group.group_id, "--watch", "--output", "json")
    seen = [json.loads(line)["task"] for line in ran.out.splitlines()]
    assert ran.exit_code == 0
    assert {each["instance_refresh_task_id"] for each in seen} == {task_id}
    assert (seen[-1]["status"], seen[-1]["finished_update_capacity"]) == ("Successful", 4)
    assert json.loads(terminal.run("history", group.group_id, "--output", "json").out)["tasks"] == [seen[-1]]


def test_status_and_plan_agree_on_a_default_version_that_moves(terminal: Terminal, group: Group) -> None:
    """Instances show the number that they were made from; the group is on `Default`."""
    template_id = group.template("m-app-v1", "m-app-v2")
    to_number = ("--launch-template-id", template_id, "--launch-template-version", "1")
    assert terminal.run("start", group.group_id, *to_number).exit_code == 0
    group.client.modify_scaling_group(
        models.ModifyScalingGroupRequest(
            scaling_group_id=group.group_id, launch_template_id=template_id, launch_template_version="Default"
        )
    )
    for number, rows in ((1, ["version 1 (active) 4 0 0 0"]), (2, ["version 1 4 0 0 0", "version 2 (active) 0 0 0 0"])):
        group.set_default_version(template_id, number)
        status = terminal.run("status", group.group_id).out
        assert f"launch template {template_id} version Default, which is version {number} now" in status
        made_from = [" ".join(line.split()) for line in status.splitlines() if line.startswith(template_id)]
        assert made_from == [f"{template_id} {row}" for row in rows]
        document = json.loads(terminal.run("status", group.group_id, "--output", "json").out)
        assert (document["active"]["launch_template_version"], document["active_version"]) == ("Default", str(number))
        planned = json.loads(terminal.run("plan", group.group_id, "--output", "json").out)
        assert {each["fate"] for each in planned["instances"]} == {
            "kept: made from it already" if number == 1 else "replaced"
        }


def test_cancelled_refresh_leaves_what_is_replaced(terminal: Terminal, group: Group) -> None:
    group.start()
    group.advance(90)
    assert terminal.run("cancel", group.group_id).exit_code == 0
    assert {each.scaling_configuration_id for each in group.instances()} == {group.old, group.new}


def test_release_of_an_update_halts_until_it_is_approved_here(terminal: Terminal, alicloud_emulator: Emulator) -> None:
    """The update waits; whoever approves has nothing but the group's id."""
    approvals: list[str] = []

    class Colleague(Releases):
        def tell(self, line: str) -> None:
            super().tell(line)
            if "waiting for approval" in line and not approvals:
                ran = terminal.run("approve", self.group_id)
                approvals.append(ran.err or ran.out)

    group = Colleague(alicloud_emulator)
    olds = group.deploy()
    checkpoints = [{"percentage": 50.0}, {"percentage": 100.0}]
    outs = group.release(olds, checkpoints=checkpoints, checkpoint_pause_time=5.0, approval="manual")
    [approval] = approvals
    assert "was approved (`InProgress`, 2 of 4 instances)" in approval
    assert (outs["outcome"], outs["status"]) == ("refreshed", "Successful")


def test_resume_at_a_checkpoint_says_what_to_do(terminal: Terminal, group: Group) -> None:
    """This service resumes suspended tasks alone."""
    half = models.StartInstanceRefreshRequestCheckpoints(percentage=50)
    whole = models.StartInstanceRefreshRequestCheckpoints(percentage=100)
    task_id = group.start(checkpoints=[half, whole], checkpoint_pause_time=30)
    group.advance(300)
    ran = terminal.run("resume", group.group_id)
    assert (ran.exit_code, ran.out, group.task().status) == (1, "", "CheckpointPause")
    assert ran.err.splitlines() == [
        (
            f"ess-refresh: instance refresh {task_id} of {group.group_id} cannot be resumed, and nothing was changed: "
            "it pauses at a checkpoint for 30 min, and the service does not end such a pause early "
            "(`IncorrectInstanceRefreshTaskStatus`); it goes on by itself"
        ),
        f"Next: `ess-refresh status {group.group_id} --watch` shows how it goes on when the pause is over",
        f"      `ess-refresh suspend {group.group_id} --task {task_id}` keeps it halted after the pause",
        f"      `ess-refresh rollback {group.group_id} --task {task_id}` ends it, and puts back what is replaced",
        f"      `ess-refresh cancel {group.group_id} --task {task_id}` ends it, and leaves what is replaced",
    ]


def test_rollback_after_the_end_names_the_command_that_then_goes_back(terminal: Terminal, group: Group) -> None:
    group.start()
    group.advance(900)
    refused = json.loads(terminal.run("rollback", group.group_id, "--output", "json").out)
    [step] = refused["next_steps"]
    assert step["command"] == f"ess-refresh start {group.group_id} --scaling-configuration-id {group.old}"
    assert terminal.run(*shlex.split(step["command"])[1:]).exit_code == 0
    assert {each.scaling_configuration_id for each in group.instances()} == {group.old}


def test_missing_group_is_named(terminal: Terminal) -> None:
    ran = terminal.run("status", "asg-0")
    assert (ran.exit_code, ran.out) == (1, "")
    assert ran.err == (
        "ess-refresh: region `cn-hangzhou` has no scaling group with the id or name `asg-0`: it has no group at all; "
        "check `--region` and the account\n"
    )


def test_empty_group_is_wrong_usage(terminal: Terminal, alicloud_emulator: Emulator) -> None:
    """The service takes an empty id for every group."""
    ran = terminal.run("cancel", " ")
    assert (ran.exit_code, alicloud_emulator.calls) == (2, [])
    assert ran.err.splitlines()[-1] == (
        "Error: Invalid value for 'GROUP': got nothing, expected the id or name of a scaling group, such as asg-bp1…"
    )


def test_missing_credentials_have_an_exit_code_of_their_own(alicloud_emulator: Emulator) -> None:
    ran = Terminal(alicloud_emulator, environment={}).run("status", "asg-0")
    assert (ran.exit_code, ran.out) == (3, "")
    assert alicloud_emulator.calls == []
