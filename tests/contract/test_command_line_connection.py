"""How `ess-refresh` finds the service, and what it says where there is none."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cli.main import main
from alicloud_ess_refresh.cli.surroundings import Surroundings
from alicloud_ess_refresh.cloud.connection import Connection
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.sdk_ess import SdkEssClient, open_client
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import NoConnectionError
from contract.official import REGION
from contract.releases import EmulatedClock
from contract.scaling import Group, make_group
from contract.terminal import CREDENTIALS, Ran, Terminal
from unit.cli.stage import no_file

LOOK = "ess-refresh: DescribeScalingGroups on asg-1: no connection"


@pytest.fixture(name="free_port")
def _free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(name="plain_port")
def _plain_port() -> Iterator[int]:
    """A port on which somebody speaks HTTP without TLS."""

    class Silent(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def run(emulator: Emulator, *arguments: str, **environment: str) -> tuple[Ran, float]:
    """Run a command, and return how long it has slept, too."""
    clock = EmulatedClock(emulator)
    found = {"ALIBABA_CLOUD_REGION": REGION, **CREDENTIALS, **environment}
    surroundings = Surroundings(environment=found, clock=clock, read_text=no_file, is_terminal=lambda _stream: False)
    result = CliRunner().invoke(main, arguments, obj=surroundings)
    return Ran(result.exit_code, result.stdout, result.stderr), clock.slept


def test_port_on_which_nobody_listens_is_told_at_once(alicloud_emulator: Emulator, free_port: int) -> None:
    ran, slept = run(alicloud_emulator, "status", "asg-1", "--endpoint", f"http://127.0.0.1:{free_port}")
    assert (ran.exit_code, ran.out, slept) == (3, "", 0.0)
    assert ran.err == (
        f"{LOOK} (127.0.0.1:{free_port}: [Errno 111] Connection refused): nothing listens there: check host and port "
        "in `alicloud:endpoints`, and that the program runs\n".replace("`alicloud:endpoints`", "`--endpoint`")
    )


def test_host_that_nobody_knows_is_told_at_once(alicloud_emulator: Emulator) -> None:
    ran, slept = run(alicloud_emulator, "status", "asg-1", ESS_REFRESH_ENDPOINT="ess.invalid")
    assert (ran.exit_code, ran.out, slept) == (3, "", 0.0)
    assert ran.err.startswith(f"{LOOK} (ess.invalid:443: Failed to resolve 'ess.invalid' (")
    assert ran.err.endswith("): no such host is known: check `--region`, `--endpoint` and the name server\n")


def test_certificate_of_a_stranger_is_told_at_once(alicloud_emulator: Emulator) -> None:
    ran, slept = run(alicloud_emulator, "status", "asg-1", "--endpoint", alicloud_emulator.endpoint)
    assert (ran.exit_code, ran.out, slept) == (3, "", 0.0)
    assert ran.err.startswith(f"{LOOK} ({alicloud_emulator.endpoint}: unable to get local issuer certificate")
    assert ran.err.endswith(
        "): its certificate is not trusted: set SSL_CERT_FILE to the certificate of its authority, or check "
        "`--endpoint`\n"
    )


def test_port_without_tls_is_told_at_once(alicloud_emulator: Emulator, plain_port: int) -> None:
    ran, slept = run(alicloud_emulator, "status", "asg-1", "--endpoint", f"127.0.0.1:{plain_port}")
    assert (ran.exit_code, ran.out, slept) == (3, "", 0.0)
    assert ran.err.endswith("): it does not speak TLS: check the port in `--endpoint`, or connect without TLS (HTTP)\n")


def test_connection_that_is_lost_is_waited_for(alicloud_emulator: Emulator, free_port: int) -> None:
    """The same refusal as of a wrong port, after the service has answered once: it comes back."""
    group = make_group(alicloud_emulator, scaling_policy="release")
    terminal = Interrupted(alicloud_emulator, free_port)
    group.start()
    ran = terminal.run("status", group.group_id, "--watch")
    assert ran.exit_code == 0
    assert "Connection refused" in ran.out
    assert "; trying again" in ran.out
    assert "ended `Successful`" in ran.out
    assert terminal.refusals == 5


@dataclass
class Interrupted(Terminal):
    """A terminal whose connection is refused for the second to the sixth pause of a command."""

    free_port: int = 0
    clients: list[SdkEssClient] = field(default_factory=list)
    refusals: int = 0
    pauses: int = 0

    def __init__(self, emulator: Emulator, free_port: int) -> None:
        super().__init__(emulator, meanwhile=self._happen)
        self.free_port, self.clients, self.refusals, self.pauses = free_port, [], 0, 0

    def surroundings(self) -> Surroundings:
        return replace(super().surroundings(), open_client=self._open_client)

    def _open_client(self, settings: Settings) -> EssClient:
        self.clients.append(open_client(settings))
        return self.clients[-1]

    def _happen(self) -> None:
        self.pauses += 1
        is_away = 2 <= self.pauses <= 6
        self.refusals += is_away
        for client in self.clients:
            client._client._endpoint = f"127.0.0.1:{self.free_port}" if is_away else self.emulator.endpoint


def test_client_tells_a_wrong_setting_from_an_outage(alicloud_emulator: Emulator, free_port: int) -> None:
    client = open_client(connected(alicloud_emulator))
    client._client._endpoint = f"127.0.0.1:{free_port}"
    for is_transient in (False, True):
        with pytest.raises(NoConnectionError) as caught:
            client.describe_scaling_group("asg-1")
        assert caught.value.is_transient is is_transient
        client._client._endpoint = alicloud_emulator.endpoint
        client.describe_scaling_group("asg-1")
        client._client._endpoint = f"127.0.0.1:{free_port}"


def connected(emulator: Emulator) -> Settings:
    return Connection(region=REGION, endpoint=emulator.url).settings(CREDENTIALS)


def test_client_tells_the_time_of_the_service(alicloud_emulator: Emulator) -> None:
    client = open_client(connected(alicloud_emulator))
    assert client.service_time is None
    alicloud_emulator.clock.advance(3 * 86400)
    client.describe_scaling_group("asg-1")
    assert client.service_time == alicloud_emulator.clock.now().replace(microsecond=0)


def profiles(*found: dict[str, str]) -> Callable[[Path], str]:
    return lambda _path: json.dumps({"current": "emulator", "profiles": list(found)})


def test_current_profile_is_enough(alicloud_emulator: Emulator, group: Group) -> None:
    """No variable and no option: credentials, region and endpoint are those of the file of the aliyun CLI."""
    keys = {"access_key_id": "emulator", "access_key_secret": "emulator"}
    place = {"region_id": REGION, "endpoint": alicloud_emulator.url}
    surroundings = Surroundings(
        environment={},
        clock=EmulatedClock(alicloud_emulator),
        read_text=profiles({"name": "emulator", "mode": "AK", **keys, **place}),
    )
    result = CliRunner().invoke(main, ["status", group.group_id, "-o", "json"], obj=surroundings)
    assert (result.exit_code, json.loads(result.stdout)["region"]) == (0, REGION)


def test_profile_that_lacks_something_is_one_error(alicloud_emulator: Emulator) -> None:
    surroundings = Surroundings(
        environment={}, read_text=profiles({"name": "emulator", "mode": "AK", "access_key_id": "hidden"})
    )
    result = CliRunner().invoke(main, ["list", "--endpoint", alicloud_emulator.url], obj=surroundings)
    file = Path("~/.aliyun/config.json").expanduser()
    assert (result.exit_code, result.stdout, alicloud_emulator.calls) == (3, "", [])
    assert result.stderr == (
        f"ess-refresh: profile `emulator` in {file} has no `access_key_secret`, which the mode `AK` needs: run `aliyun "
        "configure --profile emulator --mode AK`\n"
    )


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Group:
    return make_group(alicloud_emulator, scaling_policy="release", scaling_group_name="web")


def test_groups_are_listed_and_found_by_name(alicloud_emulator: Emulator, group: Group) -> None:
    other = make_group(alicloud_emulator, scaling_group_name="api")
    task_id = group.start()
    group.advance(60)
    terminal = Terminal(alicloud_emulator)
    listed = json.loads(terminal.run("list", "-o", "json").out)
    assert [(each["name"], each["scaling_group_id"]) for each in listed["groups"]] == [
        ("api", other.group_id),
        ("web", group.group_id),
    ]
    assert (listed["groups"][0]["task"], listed["groups"][1]["task"]["instance_refresh_task_id"]) == (None, task_id)
    assert json.loads(terminal.run("status", "web", "-o", "json").out)["scaling_group_id"] == group.group_id
    unknown = terminal.run("status", "wbe")
    assert (unknown.exit_code, unknown.err) == (
        1,
        f"ess-refresh: region `{REGION}` has no scaling group with the id or name `wbe`: did you mean `web`?\n",
    )


def test_more_groups_than_a_page_are_all_listed(alicloud_emulator: Emulator, group: Group) -> None:
    for number in range(60):
        make_empty_group(group, f"web-{number}")
    listed = json.loads(Terminal(alicloud_emulator).run("list", "-o", "json").out)
    assert len(listed["groups"]) == 61


def make_empty_group(beside: Group, name: str) -> None:
    vswitch_id = beside.described().v_switch_id
    beside.ask("CreateScalingGroup", ScalingGroupName=name, MinSize="0", MaxSize="1", VSwitchId=vswitch_id)
