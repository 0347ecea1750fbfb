"""
The policies on the pages: read by tests, written by `scripts/permissions`, never by hand.

A page has them between marks, one JSON block for what is needed and, where there is any, one for what is optional.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Permission", "PolicyBlock", "documents", "permission_of"]

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = "1234567890123456"
END = "<!-- end of permissions -->"
OPTIONAL = "Optional. Nothing fails without it, and the output says what was left out."
# What stands for the names of one run. A call that names no group is about all of them; whether the service knows
# such calls by group or by configuration is not documented for each, so that everything in the account is allowed.
PATTERNS = (
    (rf"acs:(\w+):[^:]+:{ACCOUNT}:", r"acs:\1:<region>:<account id>:"),
    (rf"acs:ram::{ACCOUNT}:", "acs:ram:*:<account id>:"),
    (r"securitygroup/sg-.+", "securitygroup/*"),
    (r"scalinggroup/asg-.+", "scalinggroup/<scaling group id>"),
    (r"scalinggroup/\*", "*"),
    (r"(eventrule|policy|role|rule|trail)/\w+-.+", r"\1/<component>-*"),
    (r"instance/i-.+", "instance/*"),
    (r"/queues/[^/]+", "/queues/<queue name>"),
)


@dataclass(frozen=True, slots=True, order=True)
class Permission:
    """An action, and a pattern for the resources that it was asked about."""

    action: str
    resource: str


@dataclass(frozen=True, slots=True)
class PolicyBlock:
    """The policies of one name on a page: what is needed, and what is optional."""

    page: str
    name: str

    @property
    def path(self) -> Path:
        return ROOT / self.page

    def documents(self) -> list[dict[str, Any]]:
        """Return the policies: the needed one first."""
        return [json.loads(text) for text in re.findall(r"```json\n(.*?)```", self._parts()[1], re.DOTALL)]

    def actions(self) -> set[str]:
        """Return all actions that the policies allow."""
        return {each.action for each in self.permissions()}

    def permissions(self) -> set[Permission]:
        """Return all that the policies allow."""
        statements = [each for document in self.documents() for each in document["Statement"]]
        return {
            Permission(action, resource)
            for each in statements
            for action in each["Action"]
            for resource in ([each["Resource"]] if isinstance(each["Resource"], str) else each["Resource"])
        }

    def write(self, needed: Iterable[Permission], optional: Iterable[Permission] = ()) -> None:
        """Put these policies between the marks."""
        blocks = [_block(needed)]
        if optional := list(optional):
            blocks += [OPTIONAL, _block(optional)]
        before, _, after = self._parts()
        self.path.write_text("\n\n".join([before, *blocks, after]), encoding="utf-8")

    def _parts(self) -> tuple[str, str, str]:
        """Return the page up to the first mark, what is between the marks, and the rest."""
        start = f"<!-- permissions of {self.name}: written by scripts/permissions -->"
        before, found, rest = self.path.read_text(encoding="utf-8").partition(start)
        between, ended, after = rest.partition(END)
        if not found or not ended:
            raise ValueError(f"{self.page} has no `{start}` followed by `{END}`")
        return before + start, between, END + after


def permission_of(action: str, resource: str) -> Permission:
    """Return what a policy has to allow for a call of a run."""
    if action.partition(":")[2].startswith(("Describe", "List", "Get")):
        return Permission(action, "*")
    for pattern, meaning in PATTERNS:
        resource = re.sub(pattern, meaning, resource)
    return Permission(action, resource)


def documents(*blocks: PolicyBlock, without: Collection[str] = (), **names: str) -> list[str]:
    """
    Return the policies of blocks as texts for RAM.

    Args:
        without: Actions that are left out.
        names: What is put for `<name>`, with `_` for a space; for the account its id, for any other `*`.
    """
    meanings = {"account id": ACCOUNT} | {key.replace("_", " "): value for key, value in names.items()}
    texts = []
    for document in (document for block in blocks for document in block.documents()):
        named = [
            (each, [action for action in each["Action"] if action not in without]) for each in document["Statement"]
        ]
        if kept := [{**each, "Action": actions} for each, actions in named if actions]:
            text = json.dumps({**document, "Statement": kept})
            texts.append(re.sub(r"<([a-z ]+)>", lambda found: meanings.get(found[1], "*"), text))
    return texts


def _block(permissions: Iterable[Permission]) -> str:
    resources: Mapping[str, set[str]] = _collected((each.action, each.resource) for each in permissions)
    actions = _collected((json.dumps(sorted(found)), action) for action, found in resources.items())
    statements = [
        {"Effect": "Allow", "Action": sorted(found), "Resource": _one_or_list(json.loads(key))}
        for key, found in sorted(actions.items(), key=lambda item: (item[0] != '["*"]', sorted(item[1])))
    ]
    return f"```json\n{json.dumps({'Version': '1', 'Statement': statements}, indent=2)}\n```"


def _collected(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return dict(found)


def _one_or_list(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
