"""examples/watched-release: a release that does harm is taken back, through the real engine and provider."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from alicloud_emulator import Emulator
from e2e.cloud import changing_calls, entities, images_of_instances
from e2e.conftest import EXAMPLES, MakeStack
from toolchain.stack import Stack

pytestmark = pytest.mark.timeout(180)
SICK = "m-app-v3"
REFRESH_CALLS = ("StartInstanceRefresh", "RollbackInstanceRefresh", "CancelInstanceRefresh")
LONGEST_WAIT_SECONDS = 60.0


@pytest.fixture(name="health_url")
def _health_url(emulator: Emulator) -> Iterator[str]:
    """Serve what a shop would: 503 as soon as one of its instances is made from the sick image."""

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503 if SICK in images_of_instances(emulator) else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/health?token=secret"
        server.shutdown()
        thread.join()


@pytest.fixture(name="watched")
def _watched(make_stack: MakeStack, health_url: str) -> Stack:
    """
    Make the stack of the example, deployed with image m-app-v1; its next release is to m-app-v2.

    It is looked at each second: two minutes pass in one.
    """
    settings = {
        "image": "m-app-v1",
        "deletionProtection": "false",
        "healthUrl": health_url,
        "interval": "1",
        "bakeTimeMinutes": "0",
    }
    stack = make_stack(
        EXAMPLES / "watched-release", {f"watched-release:{key}": value for key, value in settings.items()}
    )
    program = stack.directory / "__main__.py"
    text = program.read_text()
    assert text.count("refresh={") == 1
    program.write_text(text.replace("refresh={", 'refresh={"poll_interval_seconds": 1,'))
    first = stack.up()
    assert first.exit_code == 0, first.output
    stack.set_config("image", "m-app-v2")
    return stack


def last_task(emulator: Emulator) -> dict[str, Any]:
    return entities(emulator, "instance_refresh_tasks")[-1]


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"not within {LONGEST_WAIT_SECONDS:.0f} s"
        time.sleep(0.02)


def has_started(emulator: Emulator) -> bool:
    return [task["status"] for task in entities(emulator, "instance_refresh_tasks")] == ["InProgress"]


def approve(stack: Stack, emulator: Emulator, command: str) -> None:
    """Type the command that `pulumi up` names, in another process."""
    tool, *arguments = command.split()
    subprocess.run(
        [Path(sys.executable).with_name(tool), *arguments, "--region=cn-hangzhou", f"--endpoint={emulator.url}"],
        env=stack.environment,
        stdin=subprocess.DEVNULL,
        check=True,
    )


def test_release_that_passes_its_checks_leaves_nothing_to_do(watched: Stack, emulator: Emulator) -> None:
    released = watched.up()
    assert released.exit_code == 0, released.output
    assert images_of_instances(emulator) == ["m-app-v2"] * 4
    again = watched.preview("--expect-no-changes", "--refresh")
    assert again.exit_code == 0, again.output
    destroyed = watched.destroy()
    assert destroyed.exit_code == 0, destroyed.output
    assert emulator.state["empty"], emulator.state


def test_release_that_fails_its_probe_is_rolled_back(watched: Stack, emulator: Emulator) -> None:
    watched.set_config("image", SICK)
    emulator.clock.rate = 30  # the probe has to fail three times, a second apart, before the last batch
    failed = watched.up()
    assert failed.exit_code != 0
    assert f"instance refresh {last_task(emulator)['instance_refresh_task_id']} of " in failed.output
    assert "/health failed 3 times in a row: got 503, expected 200; it was rolled back" in failed.output
    assert "token=secret" not in failed.output
    assert "Traceback" not in failed.output
    assert images_of_instances(emulator) == ["m-app-v1"] * 4
    assert changing_calls(emulator, *REFRESH_CALLS) == {"StartInstanceRefresh": 1, "RollbackInstanceRefresh": 1}


@contextlib.contextmanager
def updating(stack: Stack) -> Iterator["subprocess.Popen[str]"]:
    """Run `pulumi up` beside what is done meanwhile; it does not outlive that."""
    with stack.start("up", "--yes", "--skip-preview") as update:
        try:
            yield update
        finally:
            if update.poll() is None:
                os.killpg(update.pid, signal.SIGKILL)


def test_alarm_in_the_first_minute_of_the_refresh_rolls_it_back(watched: Stack, emulator: Emulator) -> None:
    with updating(watched) as update:
        wait_until(lambda: has_started(emulator))
        emulator.add_fault(kind="alarm", rule="shop-cpu", after_seconds=60)
        output, _ = update.communicate()
    assert update.returncode != 0
    assert "failed a check (`CheckpointPause`, 1 of 4 instances): alarm `shop-cpu` " in output
    assert " is in ALARM; it was rolled back (`RollbackSuccessful`, 1 of 1 instances); instances now: 4 on " in output
    assert "Traceback" not in output
    assert images_of_instances(emulator) == ["m-app-v1"] * 4
    assert changing_calls(emulator, *REFRESH_CALLS) == {"StartInstanceRefresh": 1, "RollbackInstanceRefresh": 1}


def assert_that_a_second_refresh_took_it_back(emulator: Emulator, output: str) -> None:
    first, back = entities(emulator, "instance_refresh_tasks")
    assert (first["status"], back["status"]) == ("Successful", "Successful")
    assert f"instance refresh {first['instance_refresh_task_id']} of " in output
    assert "failed a check (`Successful`, 4 of 4 instances): alarm `shop-cpu` " in output
    assert f" is in ALARM; instance refresh {back['instance_refresh_task_id']} took the group back; " in output
    assert "Traceback" not in output
    assert images_of_instances(emulator) == ["m-app-v1"] * 4
    assert changing_calls(emulator, *REFRESH_CALLS) == {"StartInstanceRefresh": 2}


def test_alarm_that_is_seen_at_the_very_end_takes_the_group_back(watched: Stack, emulator: Emulator) -> None:
    with updating(watched) as update:
        # The checkpoint is passed, and there is no bake: only the end is left to see the alarm.
        wait_until(lambda: has_started(emulator) and last_task(emulator)["finished_update_capacity"] == 2)
        emulator.add_fault(kind="alarm", rule="shop-cpu")
        output, _ = update.communicate()
    assert update.returncode != 0
    assert_that_a_second_refresh_took_it_back(emulator, output)


def test_alarm_in_the_bake_takes_the_group_back(watched: Stack, emulator: Emulator) -> None:
    watched.set_config("bakeTimeMinutes", "1")
    with updating(watched) as update:
        wait_until(lambda: bool(entities(emulator, "instance_refresh_tasks")))
        wait_until(lambda: last_task(emulator)["status"] == "Successful")
        emulator.add_fault(kind="alarm", rule="shop-cpu")
        output, _ = update.communicate()
    assert update.returncode != 0
    assert "succeeded: baking for 1 min" in output
    assert_that_a_second_refresh_took_it_back(emulator, output)


def test_alarm_after_the_update_was_killed_in_the_bake_takes_the_group_back(watched: Stack, emulator: Emulator) -> None:
    watched.set_config("bakeTimeMinutes", "10")
    with updating(watched) as update:
        assert any("succeeded: baking for 10 min" in line for line in update.stdout or ())
        os.killpg(update.pid, signal.SIGKILL)
    assert watched.run("cancel", "--yes").exit_code == 0
    emulator.add_fault(kind="alarm", rule="shop-cpu")
    resumed = watched.up()
    assert resumed.exit_code != 0
    assert " has already ended `Successful`: adopted" in resumed.output
    assert_that_a_second_refresh_took_it_back(emulator, resumed.output)


def wait_for_approval(lines: Iterable[str], emulator: Emulator) -> str:
    """Bring a release to its halt, and answer the command that it names."""
    assert any("checkpoint at 25 %: checks passed" in line for line in lines)
    # The pause is over; what follows goes at the pace at which the refresh looks at it.
    emulator.clock.rate = 1
    emulator.clock.advance(300)
    [group] = entities(emulator, "scaling_groups")
    command = f"ess-refresh approve {group['scaling_group_id']}"
    assert any(f"waiting for approval, `{command}`" in line for line in lines)
    assert last_task(emulator)["status"] == "Paused"
    return command


def test_release_halts_until_somebody_approves_it_from_another_process(watched: Stack, emulator: Emulator) -> None:
    watched.set_config("approval", "true")
    lines = watched.lines("up", "--yes", "--skip-preview")
    approve(watched, emulator, wait_for_approval(lines, emulator))
    emulator.clock.rate = 120
    assert any("approved: going on" in line for line in lines)
    assert any("4 changes" in line for line in lines)
    assert images_of_instances(emulator) == ["m-app-v2"] * 4
    again = watched.preview("--expect-no-changes", "--refresh")
    assert again.exit_code == 0, again.output


def recorded_refresh(stack: Stack) -> dict[str, Any]:
    """Answer what the state holds of the instance refresh."""
    [found] = [each for each in stack.state()["resources"] if each["type"].endswith("/ess:InstanceRefresh")]
    outputs: dict[str, Any] = found["outputs"]
    return outputs


def test_release_killed_while_it_waits_for_approval_is_seen_to_its_end(watched: Stack, emulator: Emulator) -> None:
    watched.set_config("approval", "true")
    with updating(watched) as update:
        command = wait_for_approval(update.stdout or (), emulator)
        os.killpg(update.pid, signal.SIGKILL)
    assert watched.run("cancel", "--yes").exit_code == 0
    task_id = last_task(emulator)["instance_refresh_task_id"]

    def refreshed_drift() -> str:
        refreshed = watched.run("refresh", "--yes", "--skip-preview")
        assert refreshed.exit_code == 0, refreshed.output
        return str(recorded_refresh(watched)["drift"])

    assert f"instance refresh {task_id} " in (drift := refreshed_drift())
    assert " is running (`Paused`, " in drift
    approve(watched, emulator, command)
    emulator.clock.advance(3600)
    assert refreshed_drift().endswith(" has succeeded since the last update")
    # The input says so, too: but for the drift the engine would see nothing to do.
    resumed = watched.up()
    assert resumed.exit_code == 0, resumed.output
    assert f"instance refresh {task_id} to " in resumed.output
    assert "drift" not in recorded_refresh(watched)
    assert recorded_refresh(watched)["outcome"] == "adopted"
    again = watched.preview("--expect-no-changes", "--refresh")
    assert again.exit_code == 0, again.output
