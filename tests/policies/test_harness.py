"""The harness shows a policy what the engine would, whoever wrote the policy."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from pulumi_policy import (
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from ess_policies.testing import UNKNOWN, Outcome, Resource, Violation, in_process, secret

BUCKET = "alicloud:oss/bucket:Bucket"
SCHEMA = PolicyConfigSchema({"prefix": {"type": "string", "default": "team-"}})


def judge(
    props: Mapping[str, Any], config: Mapping[str, Any] | None = None, **resource: Any
) -> tuple[Outcome, list[Any]]:
    """Have a policy that asks for the name's prefix judge a bucket, and answer also what it saw."""
    seen: list[Any] = []

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        seen.append(args)
        if args.resource_type != BUCKET:
            args.not_applicable("no bucket")
        if not args.props["bucket"].startswith(args.get_config()["prefix"]):
            report("the name has another prefix", None)

    pack = in_process(ResourceValidationPolicy("bucket-prefix", "Names start well.", validate, config_schema=SCHEMA))
    pack.configure(config or {})
    return pack.judge(Resource(resource.pop("type", BUCKET), props, **resource)), seen


def test_violation_is_what_the_engine_would_show() -> None:
    outcome, _ = judge({"bucket": "web"})

    message = "Names start well.\nthe name has another prefix"
    violation = Violation(policy="bucket-prefix", message=message, urn="", level="mandatory")
    assert outcome == Outcome(violations=(violation,), undecided={}, not_applicable={})


def test_config_has_the_defaults_of_the_schema_and_what_is_set() -> None:
    assert judge({"bucket": "team-web"})[0].violations == ()
    assert len(judge({"bucket": "team-web"}, {"bucket-prefix": {"prefix": "x-"}})[0].violations) == 1
    assert judge({"bucket": "web"}, {"bucket-prefix": "advisory"})[0].violations[0].level == "advisory"


def test_unknown_value_leaves_the_policy_undecided() -> None:
    outcome, _ = judge({"bucket": UNKNOWN})

    assert outcome.violations == ()
    assert outcome.undecided == {"bucket-prefix": "string value at .bucket can't be known during preview"}


def test_policy_says_that_it_does_not_apply() -> None:
    outcome, _ = judge({"bucket": "web"}, type="random:index/randomId:RandomId")

    assert outcome.not_applicable == {"bucket-prefix": "no bucket"}


def test_properties_are_those_of_the_engine() -> None:
    props = {"bucket": secret("team-web"), "days": 3, "rules": [{"id": "a"}], "__provider": "x"}
    _, (args,) = judge(props, name="logs", protect=True, ignore_changes=("tags",))

    assert args.props["bucket"] == "team-web"
    assert isinstance(args.props["days"], float)
    assert isinstance(args.props["rules"], Sequence)
    assert not isinstance(args.props["rules"], list)
    assert "__provider" not in args.props
    assert (args.name, args.urn) == ("logs", f"urn:pulumi:dev::shop::{BUCKET}::logs")
    assert (args.opts.protect, list(args.opts.ignore_changes)) == (True, ["tags"])


def test_stack_policy_sees_all_resources_and_what_they_depend_on() -> None:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        for each in args.resources:
            for source in each.property_dependencies.get("bucket", []):
                report(f"from {source.name}", each.urn)

    bucket = Resource(BUCKET, {"bucket": "a"}, "logs")
    item = Resource(
        "alicloud:oss/bucketObject:BucketObject", {"bucket": UNKNOWN}, property_dependencies={"bucket": (bucket.urn,)}
    )

    outcome = in_process(StackValidationPolicy("source", "Sources.", validate)).judge_stack([bucket, item])

    assert [(each.message, each.urn) for each in outcome.violations] == [("Sources.\nfrom logs", item.urn)]


def test_policy_that_raises_is_not_excused() -> None:
    with pytest.raises(KeyError):
        judge({})


def test_the_page_about_the_harness_holds_tests_that_pass() -> None:
    page = Path(__file__).parents[2] / "docs" / "testing-policies.md"
    (program,) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(program, names)  # noqa: S102  (our own page)

    tests = [each for name, each in names.items() if name.startswith("test_")]
    for test in tests:
        test()
    assert len(tests) == program.count("def test_")
