"""Reads documents in YAML and JSON: cloud-config, and what others put into user data as a document."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from ess_policies.secrets.model import Item, Named, Password, Text
from ess_policies.secrets.shell import read_arguments

__all__ = ["parse_document", "read_document"]

_YAML = re.compile(r"\A(?:\s*##[^\n]*\n|\s*\n)*\s*(?:#cloud-config|apiVersion:|---\s)", re.IGNORECASE)
_COMMANDS: Final = frozenset({"runcmd", "bootcmd", "cmd", "command", "exec", "entrypoint", "args"})
_NAME_AND_VALUE: Final = (("name", "value"), ("key", "value"), ("Name", "Value"), ("Key", "Value"))


class _Loader(yaml.SafeLoader):
    """Takes a tag that it does not know, such as `!vault`, for a reference: it stands for nothing."""


_Loader.add_multi_constructor("!", lambda *_: None)


def parse_document(text: str) -> Any:
    """Return the value of a document in YAML, by its first line, or in JSON; None where the text is neither."""
    try:
        if _YAML.match(text):
            return list(yaml.load_all(text, Loader=_Loader))
        if text.lstrip()[:1] in ("{", "["):
            return json.loads(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return None


def read_document(value: Any) -> Iterator[Item]:
    """Return what a document holds; aliases make it a graph, of which every part is read once."""
    waiting: list[tuple[str, Any]] = [("", value)]
    seen: set[int] = set()
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, Mapping | list):
            if id(value) not in seen:
                seen.add(id(value))
                yield from _read_container(key, value)
                waiting.extend(_children(key, value))
        elif value is not None and not isinstance(value, bool):
            yield from _read_scalar(key, value)


def _children(key: str, value: Mapping[Any, Any] | list[Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        yield from ((key, each) for each in value)
    elif not _is_chosen_by_cloud_init(value):
        yield from ((str(name), each) for name, each in value.items())


def _read_container(key: str, value: Mapping[Any, Any] | list[Any]) -> Iterator[Item]:
    if isinstance(value, Mapping):
        for name, content in _NAME_AND_VALUE:
            if isinstance(value.get(name), str) and isinstance(value.get(content), str | int):
                yield Named(name=value[name], value=str(value[content]), is_document=True)
        if key == "chpasswd":
            yield from _read_accounts(value.get("list"))
    elif value and all(isinstance(each, str | int) for each in value) and (not key or key in _COMMANDS):
        yield from read_arguments([str(each) for each in value])


def _read_accounts(accounts: Any) -> Iterator[Item]:
    """Return the passwords of `chpasswd.list`: lines of `user:password`."""
    lines = accounts.splitlines() if isinstance(accounts, str) else accounts if isinstance(accounts, list) else ()
    yield from (Password(line.partition(":")[2]) for line in lines if isinstance(line, str))


def _is_chosen_by_cloud_init(value: Mapping[Any, Any]) -> bool:
    """Tell whether an account's password is made up at the first start."""
    return value.get("type") == "RANDOM" and "name" in value


def _read_scalar(key: str, value: Any) -> Iterator[Item]:
    if isinstance(value, bytes):
        yield Text(value.decode("utf-8", "replace"))
        return
    text = str(value)
    yield Named(name=key, value=text, is_document=True)
    if isinstance(value, str):
        yield Text(text)
