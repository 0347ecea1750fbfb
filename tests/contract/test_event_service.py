"""The queue of `ess-events run`: one that there is not, and a message that is held no longer."""

import subprocess
import sys
from pathlib import Path

from mns.account import Account
from mns.queue import Message

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cloud.queue import ReceivedMessage
from alicloud_ess_refresh.cloud.sdk_queue import SdkQueueClient
from contract.official import ask

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


def test_message_that_was_held_too_long_is_left_in_the_queue_and_comes_again(alicloud_emulator: Emulator) -> None:
    """So it is after a process, or its machine, was suspended between reading a message and deleting it."""
    ask(alicloud_emulator, "2022-01-19", "CreateQueue", QueueName="events", VisibilityTimeout="30")
    account = Account(alicloud_emulator.url, "any", "any")
    sending = account.get_queue("events")
    sending.set_encoding(False)
    sending.send_message(Message("event"))
    queue = SdkQueueClient(account, "events")
    first = queue.receive_message(0)
    assert first is not None
    alicloud_emulator.clock.advance(31)

    queue.delete_message(first.receipt_handle)
    second = queue.receive_message(0)
    account.mns_client.close_connection()

    assert second is not None
    assert second == ReceivedMessage(text="event", receipt_handle=second.receipt_handle, dequeue_count=2)
