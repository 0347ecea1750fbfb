"""What the rule on secrets finds in user data, on texts without and with a secret."""

import base64
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ess_policies.secrets.finder import find_secret

FOLDER = Path(__file__).parent / "user_data"
SENTENCE = "a password, token or key that is given a value"


def texts(name: str) -> dict[str, str]:
    """Return the texts of a file by their names, encoded as the file says."""
    entries: list[dict[str, Any]] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    read = {entry["name"]: _encoded(entry["text"], entry.get("encoding", ())) for entry in entries}
    assert len(read) == len(entries)
    return read


def _encoded(text: str, encodings: list[str]) -> str:
    content = text.encode()
    for encoding in encodings:
        content = gzip.compress(content, mtime=0) if encoding == "gzip" else base64.b64encode(content)
    return content.decode()


def test_no_harmless_text_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    harmless = texts("harmless.yaml")
    reported = {name: kind for name, text in harmless.items() if (kind := find_secret(text))}
    with capsys.disabled():
        print(f"\nuser data without a secret: {len(reported)} of {len(harmless)} texts reported")
    assert (len(harmless) >= 140, reported) == (True, {})


def test_every_harmful_text_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    harmful = texts("harmful.yaml")
    missed = [name for name, text in harmful.items() if find_secret(text) is None]
    with capsys.disabled():
        print(f"\nuser data with a secret: {len(missed)} of {len(harmful)} texts missed")
    assert (len(harmful) >= 160, missed) == (True, [])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("DB_PASSWORD=hunter22", SENTENCE),
        ("echo root:hunter22 | chpasswd", "the password of an account"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "a private key"),
        ("key LTAI4FoLmvQ9urWXgSRpDvh1", "the id of an access key"),
        ("x $6$saltsalt$0123456789012345678901234567890", "the hash of a password"),
        ("postgres://app:hunter22@db/app", "an address with a password in it"),
        ("https://hooks.slack.com/services/T00000000/B0", "the address of a webhook"),
        ("X=AKIAQYLPMN5HEXAMPLE7", "a credential (AWS Access Key)"),
        ("x hvs.CAESIJ9f2c4e1a7b30d8f5Zx8wV3", "an access token"),
    ],
)
def test_the_kind_is_named_and_nothing_is_quoted(text: str, kind: str) -> None:
    assert find_secret(text) == kind


@given(st.text() | st.text("aA1=:$'\"\\<>|&(){}[]-#%\n \t/.@,;+"))
@example("printf '{' '%s' x | chpasswd")
@example("/bin/echo a:b | chpasswd")
@example("#cloud-config\n? [a]\n: b")
@example("H4sIAAAAAAAA")
@example('{"a": 1e999}')
@settings(deadline=None, max_examples=300)
def test_any_text_is_read(text: str) -> None:
    kind = find_secret(text)
    assert kind is None or kind.startswith(("a ", "an ", "the "))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"a": "x"})[:-1] * 2_000,
        "[" * 30_000,
        "#cloud-config\n" + "[" * 30_000,
        "#cloud-config\na: &a [x, x]\n"
        + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
            for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
        ),
        base64.b64encode(gzip.compress(bytes(20_000_000))).decode(),
        "a b " * 8_000,
        "name= " * 5_000,
    ],
    ids=["json", "brackets", "nested yaml", "aliases", "a bomb", "words", "names"],
)
@pytest.mark.timeout(60)
def test_a_text_that_is_made_to_be_slow_is_read_within_bounds(text: str) -> None:
    assert find_secret(text) is None


def test_the_scanner_is_loaded_when_a_text_is_read() -> None:
    program = "import sys, ess_policies; print('detect_secrets' in sys.modules, 'requests' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "False False\n"
