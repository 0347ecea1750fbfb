"""Requests that no client sends: calls with parameters at random, and control bodies of any JSON, or none."""

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st

import alicloud_emulator
from alicloud_emulator.application import Application
from alicloud_emulator.control import PREFIX, ROUTES, answer
from alicloud_emulator.services import ACTIONS_OF_PRODUCT
from alicloud_emulator.state.faults.spec import FIELDS, FIELDS_OF_KIND
from alicloud_emulator.wire import PRODUCT_OF_VERSION, Request, Response

SERVICES = Path(alicloud_emulator.__file__).parent / "services"
# Numbers at which readers and clocks break, and texts that mean something to one of them.
NUMBERS = (0, -1, 1, 2, 10, 99, 100, 2000, 2**31, 2**63, 10**14, 10**30, 0.5, -0.0, 1e16, 1e300, 1e999)
WORDS = (
    *map(str, NUMBERS),
    *(
        "1_0",
        " 1",
        "٣",
        "0x1",
        "1e5",
        "nan",
        "inf",
        "true",
        "False",
        "null",
        "",
        " ",
        "a" * 5000,
        "\x00",
        "é💥",
        "%",
        "*",
    ),
    *("[]", "{}", "[[]]", '["x"]', '{"a": [1]}', "[1, null]", "[" * 2000, '{"Version": "1", "Statement": [{}]}', "NaN"),
    *("2026-01-05T08:00:00Z", "2026-99-01T00:00Z", "9999-12-31T23:59:59Z", "10.0.0.0/8", "10.0.0.0/33", "10.0.0.1"),
    *(
        "Default",
        "Latest",
        "SCALE_OUT",
        "ECS",
        "m-app-v1",
        "ecs.g7.large",
        "cn-hangzhou",
        "cn-hangzhou-h",
        "tcp",
        "1/65535",
    ),
    *("PriceOnly", "acs:ecs:*:*:*", "$.data", "page-99999999999999999999", "page-1", "-1/-1", "i-1,i-2", "AQIDBA=="),
)

# What an answer misses, with the quotation marks of its JSON.
MISSED = re.compile(rb'The input parameter ..([^"\\\\]+)..')

ROLE = '{"Version":"1","Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"RAM":["*"]}}]}'
POLICY = '{"Version":"1","Statement":[{"Action":"ecs:*","Effect":"Allow","Resource":"*"}]}'
# Values with which calls get beyond the check of their parameters.
FITTING = {
    "CidrBlock": "10.0.0.0/16",
    "Subnet": "10.0.0.0/24",
    "ZoneId": "cn-hangzhou-h",
    "ImageId": "m-app-v1",
    "InstanceType": "ecs.g7.large",
    "LaunchTemplateName": "web",
    "MinSize": "1",
    "MaxSize": "4",
    "QueueName": "q",
    "UserName": "u",
    "GroupName": "g",
    "RoleName": "r",
    "PolicyName": "p",
    "PolicyType": "Custom",
    "PolicyDocument": POLICY,
    "NewPolicyDocument": POLICY,
    "AssumeRolePolicyDocument": ROLE,
    "RoleArn": "acs:ram::1234567890123456:role/r",
    "RoleSessionName": "s",
    "LifecycleTransition": "SCALE_OUT",
    "AdjustmentType": "TotalCapacity",
    "AdjustmentValue": "2",
    "NotificationArn": "acs:ess:cn-hangzhou:1234567890123456:queue/q",
    "NotificationType": "AUTOSCALING:SCALE_OUT_SUCCESS",
    "RuleName": "rule",
    "RuleId": "rule",
    "Namespace": "acs_slb",
    "MetricName": "5xx",
    "ContactGroups": "web",
    "ContactGroupName": "web",
    "EventType": "SYSTEM",
    "EventBusName": "default",
    "FilterPattern": '{"source": ["acs.ecs"]}',
    "Name": "trail",
    "TrailName": "trail",
    "OssBucketName": "bucket",
    "ResourceType": "instance",
    "ServiceCode": "ess",
    "Id": "cn-hangzhou",
    "DestinationResource": "Zone",
    "DefaultVersionNumber": "1",
    "LaunchTemplateVersion": "1",
    "HealthStatus": "Unhealthy",
    "IpProtocol": "tcp",
    "PortRange": "22/22",
    "SourceCidrIp": "10.0.0.0/8",
    "DestCidrIp": "10.0.0.0/8",
    "NewSize": "40",
    "Process": "ScaleIn",
    "InstanceChargeType": "PostPaid",
}
# Product, action, and parameter ← name among what is known by then.
STEPS = (
    ("Vpc", "CreateVpc", (("CidrBlock", "CidrBlock"),)),
    ("Vpc", "CreateVSwitch", (("VpcId", "VpcId"), ("ZoneId", "ZoneId"), ("CidrBlock", "Subnet"))),
    ("Ecs", "CreateSecurityGroup", (("VpcId", "VpcId"),)),
    (
        "Ecs",
        "CreateLaunchTemplate",
        tuple((name, name) for name in ("LaunchTemplateName", "ImageId", "InstanceType", "SecurityGroupId")),
    ),
    ("Ess", "CreateScalingGroup", (("MinSize", "MinSize"), ("MaxSize", "MaxSize"), ("VSwitchIds.1", "VSwitchId"))),
    (
        "Ess",
        "CreateScalingConfiguration",
        tuple((name, name) for name in ("ScalingGroupId", "ImageId", "InstanceType", "SecurityGroupId")),
    ),
    (
        "Ess",
        "EnableScalingGroup",
        (("ScalingGroupId", "ScalingGroupId"), ("ActiveScalingConfigurationId", "ScalingConfigurationId")),
    ),
    (
        "Ess",
        "CreateLifecycleHook",
        (("ScalingGroupId", "ScalingGroupId"), ("LifecycleTransition", "LifecycleTransition")),
    ),
    (
        "Ess",
        "CreateScalingRule",
        tuple((name, name) for name in ("ScalingGroupId", "AdjustmentType", "AdjustmentValue")),
    ),
    ("Mns-open", "CreateQueue", (("QueueName", "QueueName"),)),
    ("Ram", "CreateUser", (("UserName", "UserName"),)),
    ("Ram", "CreateGroup", (("GroupName", "GroupName"),)),
    ("Ram", "CreatePolicy", (("PolicyName", "PolicyName"), ("PolicyDocument", "PolicyDocument"))),
    ("Ram", "CreateRole", (("RoleName", "RoleName"), ("AssumeRolePolicyDocument", "AssumeRolePolicyDocument"))),
    ("Actiontrail", "CreateTrail", (("Name", "Name"), ("OssBucketName", "OssBucketName"))),
)


def _parameter_names() -> list[str]:
    """Return every word in the services' source that may name a parameter."""
    words = {
        node.value
        for path in SERVICES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return sorted(word for word in words if re.fullmatch(r"[A-Z][A-Za-z0-9]+(\.[A-Z][A-Za-z]+)?", word))


NAMES = _parameter_names()
VERSIONS = {product: version for version, product in PRODUCT_OF_VERSION.items()}
CALLS = [(product, name) for product, actions in sorted(ACTIONS_OF_PRODUCT.items()) for name in sorted(actions)]


@dataclass(frozen=True)
class Draft:
    """A request whose `ID` values are ids of what exists, in turn, when it is sent."""

    method: str
    target: str
    headers: dict[str, str]
    parameters: dict[str, str]
    body: bytes
    # Values of parameters that the answer misses.
    more: tuple[str, ...] = ()


words = st.sampled_from(WORDS) | st.just("ID") | st.text(max_size=5)
names = st.builds(
    lambda name, tail: name + tail,
    st.sampled_from(NAMES),
    st.sampled_from(("", "", "", ".1", ".2", ".1.Key", ".1.Value", ".01", ".0", ".x", ".1.1", ".")),
)

likely_names = st.sampled_from([name for name in NAMES if name.endswith(("Id", "Ids", "Name"))])
parameter_values = st.dictionaries(likely_names | names, words, max_size=6)


@st.composite
def api_calls(draw: st.DrawFn) -> Draft:
    """Draw a call of any action, with the parameters that are mandatory more often than others."""
    product, action = draw(st.sampled_from(CALLS))
    parameters = draw(parameter_values)
    if product == "Mns":
        path = draw(
            st.sampled_from(("/queues", "/queues/q", "/queues/q/messages", "/queues/ID", "/queues//", "/queues/q/x"))
        )
        method = draw(st.sampled_from(("GET", "PUT", "POST", "DELETE", "PATCH")))
        return Draft(method, path, {}, parameters, draw(xml_bodies))
    headers = {"x-acs-action": action, "x-acs-version": VERSIONS[product]}
    as_form = draw(st.booleans())
    if as_form:
        headers["content-type"] = "application/x-www-form-urlencoded"
    body = draw(st.binary(max_size=8)) if as_form and draw(st.integers(0, 9)) == 0 else b""
    more = draw(st.lists(st.sampled_from(("ID", "ID", "ID", "ID", '["ID"]', "0", "x")), min_size=2, max_size=6))
    return Draft("POST", "/", headers, parameters, body, tuple(more))


xml_bodies = st.sampled_from(
    (
        b"",
        b"<",
        b"<Queue/>",
        b"<Message><MessageBody>x</MessageBody><DelaySeconds>1e9</DelaySeconds></Message>",
        b"<Messages><Message/></Messages>",
        b"<ReceiptHandles><ReceiptHandle>1</ReceiptHandle></ReceiptHandles>",
        b"<Queue><VisibilityTimeout>99999999999999999999</VisibilityTimeout></Queue>",
        b'<?xml version="1.0" encoding="utf-7"?><Queue/>',
        b'<!DOCTYPE a [<!ENTITY b "b">]><Queue>&b;</Queue>',
        b"<a>" * 3000,
        "<Queue>é</Queue>".encode("utf-16"),
    )
)
json_values = st.recursive(
    st.none() | st.booleans() | st.sampled_from(NUMBERS) | st.sampled_from(WORDS[:40]) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("rate", "kind", "x")), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def fault_specs(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a fault of some kind whose fields may hold anything."""
    kind = draw(st.sampled_from(sorted(FIELDS_OF_KIND)))
    required, optional = FIELDS_OF_KIND[kind]
    given = (*required, *draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=2)), *optional[:1])
    return {"kind": kind, **{name: draw(json_values | words) for name in given}}


clock_changes: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from(("rate", "advance_seconds", "x")),
    st.sampled_from((0, 1, 30, 3600, 10**9, 1e300, -1, True, None, "1", [], 0.25)),
    max_size=2,
)
control_bodies = (
    st.builds(lambda value: json.dumps(value).encode(), json_values | fault_specs() | clock_changes)
    | st.binary(max_size=12)
    | st.sampled_from(
        (b"[" * 100_000, b'{"a":' * 5000, b'"\\ud800"', b"1" * 5000, b"\xff\xfe[\x00]\x00", b"NaN", b"1e999")
    )
)


@st.composite
def control_calls(draw: st.DrawFn) -> Draft:
    """Draw a control request."""
    path = draw(st.sampled_from((*ROUTES, "x", "", "faults?x=1")))
    method = draw(st.sampled_from(("GET", "POST", "DELETE", "PUT")))
    return Draft(method, PREFIX + path, {}, {}, draw(control_bodies))


drafts = st.lists(api_calls() | api_calls() | control_calls(), min_size=5, max_size=20)


class Sender:
    """Sends drafts to an application that has one of each thing that users make."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._number = 0
        self._known = self._make()
        self._ids = list(self._known.values())

    def send(self, draft: Draft) -> list[Response | None]:
        """Return the answers to a draft, to which parameters are added that the answer before has missed."""
        parameters = dict(draft.parameters)
        answers = [self._answer(draft, parameters)]
        for value in draft.more:
            missed = MISSED.search(b"" if answers[-1] is None else answers[-1].body)
            if missed is None:
                break
            name = missed[1].decode()
            parameters |= {name: value, f"{name}.1": value}
            answers.append(self._answer(draft, parameters))
        return answers

    def _answer(self, draft: Draft, named: Mapping[str, str]) -> Response | None:
        parameters = {name: value.replace("ID", self._value(name)) for name, value in named.items()}
        text = urlencode(parameters, errors="surrogatepass")
        is_form = "content-type" in draft.headers
        body = draft.body or (text.encode() if is_form else b"")
        target = draft.target.replace("ID", self._id()) + ("" if is_form or not text else "?" + text)
        return answer(self.application, Request(method=draft.method, target=target, headers=draft.headers, body=body))

    def _value(self, name: str) -> str:
        """Return what the parameter of this name could rightly hold, if that is known, else some id."""
        plain = re.sub(r"(Ids|s)?(\.[0-9]+)*$", "", name)
        for known in (name, plain, plain + "Id"):
            if known in self._known:
                return self._known[known]
        return self._id()

    def _id(self) -> str:
        self._number += 1
        return self._ids[self._number % len(self._ids)]

    def _call(self, version: str, action: str, **parameters: str) -> dict[str, Any]:
        headers = {"x-acs-action": action, "x-acs-version": version}
        target = "/?" + urlencode(parameters)
        reply = answer(self.application, Request(method="POST", target=target, headers=headers))
        assert reply is not None
        assert reply.status == 200, reply.body
        made: dict[str, Any] = json.loads(reply.body)
        return made

    def _make(self) -> dict[str, str]:
        """Make one of each thing, and return parameters with their names and ids."""
        known = dict(FITTING)
        for product, action, names in STEPS:
            known |= {
                name: str(value)
                for name, value in self._call(VERSIONS[product], action, **{to: known[by] for to, by in names}).items()
            }
            if action == "EnableScalingGroup":
                self.application.clock.advance(60)
                self._call(VERSIONS["Ecs"], "DescribeInstances")
                instance = next(iter(self.application.world.compute.instances.values()))
                known |= {"InstanceId": instance.instance_id, "DiskId": instance.system_disk.disk_id}
        return known
