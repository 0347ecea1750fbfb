"""
What the pack says about a fault, in a form that people read in the engine's output and reports read back.

The engine hands a diagnostic's text, rule, level and URN to whoever listens to its events, and nothing else: so all
that a report needs is in the text.
"""

import re
from dataclasses import dataclass
from datetime import date

from ess_policies.exemption import Exemption

__all__ = ["Finding"]

# `description` and the text of the parts may have several lines; each part starts one.
_TEXT = re.compile(
    r"(?P<description>.*?)\n"
    r"(?:Exempted until (?P<until>\d{4}-\d\d-\d\d) by (?P<owner>[^:\n]+): (?P<reason>[^\n]*)\n)?"
    r"(?:Exemption ended on (?P<ended>\d{4}-\d\d-\d\d) \(owner: (?P<former>[^:\n]+)\)\.\n)?"
    r"Found: (?P<found>.*?)\.\n"
    r"Required: (?P<required>.*?)\.\n"
    r"Fix: (?P<fix>.*)\.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One fault, exempted or not.

    Attributes:
        rule: The rule's name.
        description: What holds where the rule is kept.
        found: What was found instead; this and the next two are phrases without a final full stop.
        urn: The resource to blame; empty for the whole stack.
        exemption: The exemption that suppresses the finding; None where it counts. Read back from a text, its
            `resource` is the URN, because the text does not repeat the pattern.
        ended: An exemption that would suppress it had it not expired.
    """

    rule: str
    description: str
    found: str
    required: str
    fix: str
    urn: str
    exemption: Exemption | None = None
    ended: Exemption | None = None

    @property
    def is_suppressed(self) -> bool:
        return self.exemption is not None

    @property
    def text(self) -> str:
        """The diagnostic's message."""
        return f"{self.description}\n{self.explanation}"

    @property
    def explanation(self) -> str:
        """The message without the description: the exemption if there is one, then one line for each part."""
        lines = [f"Found: {self.found}.", f"Required: {self.required}.", f"Fix: {self.fix}."]
        if self.ended is not None:
            lines.insert(0, f"Exemption ended on {self.ended.expires} (owner: {self.ended.owner}).")
        if self.exemption is not None:
            agreed = self.exemption
            lines.insert(0, f"Exempted until {agreed.expires} by {agreed.owner}: {agreed.reason}")
        return "\n".join(lines)

    @classmethod
    def read(cls, rule: str, urn: str, text: str) -> "Finding | None":
        """
        Answer the finding that a diagnostic's message tells.

        None where the message tells none, as the one that says that a rule needs a value which the preview does not
        know.
        """
        parts = _TEXT.fullmatch(text.rstrip())
        if parts is None:
            return None
        return cls(
            rule=rule,
            description=parts["description"],
            found=parts["found"],
            required=parts["required"],
            fix=parts["fix"],
            urn=urn,
            exemption=_exemption(rule, urn, parts["until"], parts["owner"], parts["reason"]),
            ended=_exemption(rule, urn, parts["ended"], parts["former"], ""),
        )


def _exemption(rule: str, urn: str, expires: str | None, owner: str, reason: str) -> Exemption | None:
    if expires is None:
        return None
    return Exemption(rule=rule, resource=urn, reason=reason, owner=owner, expires=date.fromisoformat(expires))
