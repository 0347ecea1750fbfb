"""No secret gets into what the pack says."""

from collections.abc import Mapping
from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY

from ess_policies.serving.redaction import Redactor


def properties(**values: Any) -> Struct:
    struct = Struct()
    struct.update(values)
    return struct


def secret(value: object) -> Mapping[str, Any]:
    return {SPECIAL_SIG_KEY: SPECIAL_SECRET_SIG, "value": value}


@pytest.mark.parametrize(
    ("values", "text", "expected"),
    [
        ({"a": "hunter22"}, "found hunter22", "found hunter22"),
        ({"a": secret("hunter22")}, "found `hunter22`, hunter22", "found `[secret]`, [secret]"),
        ({"a": {"b": [secret({"c": ["hunter22"]})]}}, "found hunter22", "found [secret]"),
        ({"a": secret("hunter"), "b": secret("hunter22")}, "found hunter22", "found [secret]"),
        ({"a": secret("web"), "b": secret(22), "c": secret(None)}, "found web 22", "found web 22"),
    ],
    ids=["plain", "secret", "inside a secret", "the longer first", "too short to hide anything"],
)
def test_secrets_are_hidden(values: dict[str, Any], text: str, expected: str) -> None:
    assert Redactor([properties(), properties(**values)]).hide(text) == expected
