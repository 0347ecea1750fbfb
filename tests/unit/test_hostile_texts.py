"""Whatever services, events and files say reaches a terminal or a log as something to read."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from alicloud_ess_refresh.cloud import decode
from alicloud_ess_refresh.dynamic.engine import EngineOfThisProcess
from alicloud_ess_refresh.errors import AlicloudError, InputFailure, ServiceAnswer, ServiceApiError
from alicloud_ess_refresh.events.main import main as ess_events
from alicloud_ess_refresh.printable import LONGEST_LINE, one_line
from hostile_texts import FORGED, HOSTILE, carried_out
from unit.cli.stage import Stage
from unit.events.messages import message, system_event
from unit.refresh.fakes import GROUP

LONGEST_OUTPUT = 100_000
"""Characters of one screen or log: an overlong text does not bury the rest."""


def hostile_task(text: str, status: str = "Failed") -> Any:
    wire = {
        "InstanceRefreshTaskId": "ir-1",
        "ScalingGroupId": GROUP,
        "Status": status,
        "DesiredConfiguration": {"ScalingConfigurationId": text, "ImageId": text},
        "TotalNeedUpdateCapacity": 4,
        "StartTime": "2026-01-30T23:58:00Z",
        "Detail": text,
    }
    return decode.task(wire)


def assert_harmless(text: str, hostile: str) -> None:
    text.encode()
    assert carried_out(text) == [], ascii(hostile[:40])
    assert len(text) < LONGEST_OUTPUT, ascii(hostile[:40])


def test_screens_and_errors_of_the_command_line(tmp_path: Path) -> None:
    for hostile in HOSTILE:
        stage = Stage()
        stage.ess.runs(hostile_task(hostile))
        assert stage.ess.group is not None
        line = decode.group({"ScalingGroupId": GROUP, "ScalingGroupName": hostile}).name
        stage.ess.group = replace(stage.ess.group, name=line, active_scaling_configuration_id=line)
        answer = ServiceAnswer(code=line, message=line, request_id=line, http_status=403)
        for command in (
            ["status"],
            ["history"],
            ["plan"],
            ["cancel", "--yes"],
            ["report", "--file", f"{tmp_path}/r.html"],
        ):
            ran = stage.run(*command)
            assert_harmless("\n".join([*ran.out, *ran.err]), hostile)
        error = ServiceApiError(answer, action="DescribeScalingGroups", subject=line)
        stage.ess.errors["DescribeScalingGroups"] = [error] * 9
        assert_harmless("\n".join(stage.run("status").err), hostile)


def test_json_of_the_command_line_is_what_was_said() -> None:
    for hostile in HOSTILE:
        stage = Stage()
        stage.ess.runs(hostile_task(hostile))
        ran = stage.run("status", "--output", "json")
        assert carried_out("\n".join(ran.out)) == []
        assert ran.document["task"]["detail"] == " ".join(hostile.splitlines())


def test_page_of_the_report(tmp_path: Path) -> None:
    for hostile in HOSTILE:
        stage = Stage()
        stage.ess.runs(hostile_task(hostile))
        stage.run("report", "--file", f"{tmp_path}/r.html")
        page = (tmp_path / "r.html").read_text()
        assert FORGED[:6] in page or len(hostile) > LONGEST_LINE
        assert carried_out(page) == []


def test_progress_lines_and_errors_of_resources(capsys: pytest.CaptureFixture[str]) -> None:
    for hostile in HOSTILE:
        line = " ".join(hostile.splitlines())
        EngineOfThisProcess().tell(f"asg-1: {line}")
        error = AlicloudError(f"asg-1: {line}")
        failure = InputFailure("image_id", f"got `{line}`")
        assert_harmless("\n".join([capsys.readouterr().out, str(error), str(failure)]), hostile)


def test_events_log_and_audit(tmp_path: Path) -> None:
    for hostile in HOSTILE:
        texts = [
            system_event(status="Executed", eventId=hostile[:30_000], instanceId=hostile[:30_000]),
            system_event(status=hostile[:30_000]),
            message(f"{hostile[:30_000]}:a", {}),
            message("Disk:Stalled:Executing", {"eventId": "e", "eventStatus": "Executing"}, product=hostile[:30_000]),
            hostile.replace("\n", " "),
        ]
        events, log = tmp_path / "events", tmp_path / "audit.jsonl"
        events.write_bytes("\n".join(texts).encode("utf-8", "surrogatepass"))
        runner = CliRunner(env={"ALIBABA_CLOUD_ACCESS_KEY_ID": "k", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s"})
        log.unlink(missing_ok=True)
        replayed = runner.invoke(
            ess_events, ["replay", str(events), "--audit-log", str(log), "--region", "cn-hangzhou"]
        )
        assert_harmless(replayed.output, hostile)
        audited = runner.invoke(ess_events, ["audit", str(log)])
        assert audited.exit_code == 0
        assert_harmless(audited.output, hostile)
        assert all(json.loads(line) for line in log.read_text().splitlines())


def test_what_is_printable_is_not_touched() -> None:
    assert one_line("Größe 5 µm: 缓存, `a` | <b> 🎉") == "Größe 5 µm: 缓存, `a` | <b> 🎉"


def test_how_many_texts_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(HOSTILE) >= 90
    with capsys.disabled():
        print(f"\n{len(HOSTILE)} hostile texts through each channel")
