"""`ess-events run` on a queue that there is not."""

import subprocess
import sys
from pathlib import Path

from alicloud_emulator import Emulator

KEYS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator"}


def test_queue_that_does_not_exist_ends_the_service_with_the_next_step(
    alicloud_emulator: Emulator, tmp_path: Path
) -> None:
    url = alicloud_emulator.url
    ended = subprocess.run(
        [
            str(Path(sys.executable).with_name("ess-events")),
            "run",
            *("--queue", f"{url}/queues/none", "--audit-log", str(tmp_path / "audit.jsonl")),
            *("--endpoint", url, "--region", "cn-hangzhou"),
        ],
        env=KEYS,
        capture_output=True,
        text=True,
        check=False,
    )

    request_id = ended.stderr.split("RequestId ")[1].split(")")[0]
    assert (ended.returncode, ended.stderr) == (
        1,
        (
            "ess-events: ReceiveMessage on queue none was refused: `QueueNotExist` The queue none does not exist. "
            f"(HTTP 400, RequestId {request_id}); mend that and start again: nothing is lost\n"
        ),
    )
    assert ended.stdout.partition(" ")[2] == (
        "reading queue none; unfinished decisions of an earlier run, carried out first: 0\n"
    )
