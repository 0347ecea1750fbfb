"""
Judges a configuration of the pack, in the form of Pulumi's `--policy-pack-config` file.

The engine itself checks the levels and, against the schema of each rule, the values. It does not object to rules and
options that there are not: a slip there would silently set nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from ess_policies.configuration.suggestion import did_you_mean
from ess_policies.options import Option
from ess_policies.printable import shortened
from ess_policies.rule import Rule

__all__ = ["LEVELS", "problems", "schema_problems"]

LEVELS: Final = ("advisory", "mandatory", "remediate", "disabled")
"""What the engine takes; no rule here remediates, so that `remediate` is `mandatory`."""

_LEVEL: Final = "enforcementLevel"
# Keys of the file that name no rule: a level for all rules, and environments that the engine loads values from.
_NOT_RULES: Final = frozenset({"all", "environments"})


def problems(config: Mapping[str, Any], rules: Iterable[Rule]) -> tuple[str, ...]:
    """Answer what is wrong with a configuration, a sentence without a full stop for each slip."""
    options = {rule.name: rule.options for rule in rules}
    return tuple(
        problem
        for name, setting in config.items()
        if name != "environments"
        for problem in _problems_of_entry(name, setting, options)
    )


def schema_problems(where: str, value: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    """Answer where a value breaks a JSON Schema; `where` names the value."""
    for error in sorted(Draft7Validator(dict(schema)).iter_errors(value), key=lambda error: list(error.absolute_path)):
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
        yield f"{where}{place}: {_explain(error)}"


def _problems_of_entry(name: str, setting: Any, rules: Mapping[str, Mapping[str, Option]]) -> Iterator[str]:
    if name not in rules and name not in _NOT_RULES:
        yield f"`{name}`: no rule has this name{did_you_mean(name, rules)}"
        return
    values = dict(setting) if isinstance(setting, Mapping) else {_LEVEL: setting}
    level = values.pop(_LEVEL, None)
    if level is not None and level not in LEVELS:
        near = did_you_mean(str(level), LEVELS)
        yield f"`{name}`: found the level {_quote(level)}; expected one of {_listed(LEVELS)}{near}"
    options = rules.get(name, {})
    for key, value in values.items():
        if key in options:
            yield from schema_problems(f"`{name}`: option `{key}`", value, options[key].schema)
        else:
            known = f"its options are {_listed(sorted(options))}" if options else "it has none"
            yield f"`{name}`: no option has the name `{key}`{did_you_mean(key, options) or f'; {known}'}"


def _explain(error: ValidationError) -> str:
    expected: Any = error.validator_value
    found: Any = error.instance
    schema: Any = error.schema
    match error.validator:
        case "type":
            return f"found {_quote(found)}; expected {_article(expected)}"
        case "enum":
            return f"found {_quote(found)}; expected one of {_listed(expected)}{_near(found, expected)}"
        case "required":
            return f"found no {_listed([key for key in expected if key not in found])}, which every entry needs"
        case "additionalProperties":
            known = schema["properties"]
            unknown = sorted(set(found) - set(known))
            return "; ".join(f"there is no `{key}`{did_you_mean(key, known)}" for key in unknown)
        case "minimum" | "maximum" | "minItems" | "maxItems" | "minLength":
            bound = "at least" if str(error.validator).startswith("min") else "at most"
            unit = {"minItems": " entries", "maxItems": " entries", "minLength": " characters"}
            return f"found {_quote(found)}; expected {bound} {expected}{unit.get(str(error.validator), '')}"
        case _:
            return shortened(error.message)


def _near(value: Any, allowed: Collection[Any]) -> str:
    return did_you_mean(value, [each for each in allowed if isinstance(each, str)]) if isinstance(value, str) else ""


def _article(kind: str | list[str]) -> str:
    names = {"array": "a list", "object": "an object", "integer": "a whole number", "boolean": "true or false"}
    return " or ".join(names.get(each, f"a {each}") for each in ([kind] if isinstance(kind, str) else kind))


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(_quote(value) for value in values)


def _quote(value: Any) -> str:
    if isinstance(value, str):
        return f"`{shortened(value)}`"
    if isinstance(value, list | tuple):
        return "a list"
    return (
        "an object" if isinstance(value, Mapping) else f"`{str(value).lower() if isinstance(value, bool) else value}`"
    )
