"""A report with one result of each kind, and names that mean something in Markdown, XML and JSON."""

from datetime import date

from ess_policies.exemption import Exemption
from ess_policies.reports.report import Outcome, Position, Report, Result, RuleSummary

GROUP = "urn:pulumi:prod::shop::team:web:Site$alicloud:ess/scalingGroup:ScalingGroup::web|<b>`@ops`"
INSTANCE = "urn:pulumi:prod::shop::alicloud:ecs/instance:Instance::jump"
OTHER = "urn:pulumi:prod::shop::alicloud:ecs/instance:Instance::build"

PRIORITY = RuleSummary(
    name="ess-scaling-group-priority-scale-out",
    title="Priority scale-out",
    description="Scaling groups scale out by the Priority policy.",
    required="an instance refresh needs the Priority policy",
    why="A refresh of any other group is refused.",
    fix='set `multi_az_policy="PRIORITY"`',
    cli="aliyun ess ModifyScalingGroup",
    url="https://example.org/priority",
    level="mandatory",
    severity="high",
    tags=("ess",),
    types=frozenset({"alicloud:ess/scalingGroup:ScalingGroup"}),
    frameworks=("CIS 2.0 4.1",),
    same_as=("checkov CKV_ALI_1",),
)
ROLE = RuleSummary(
    name="ecs-instance-ram-role",
    title="RAM role",
    description="Instances have a RAM role.",
    required="a RAM role",
    why="",
    fix="set `role_name`",
    cli="",
    url="https://example.org/role",
    level="advisory",
    severity="medium",
    tags=("ecs",),
    types=frozenset({"alicloud:ecs/instance:Instance"}),
    frameworks=(),
    same_as=(),
)

VIOLATED = Result(
    rule=PRIORITY.name,
    urn=GROUP,
    level="mandatory",
    severity="high",
    message="Scaling groups scale out by the Priority policy.\nFound: it is `BALANCE`.\nRequired: it.\nFix: set it.",
    found="it is `BALANCE`",
    outcome=Outcome.VIOLATED,
    position=Position(path="infra/__main__.py", line=48),
)
ADVICE = Result(
    rule=ROLE.name,
    urn=INSTANCE,
    level="advisory",
    severity="medium",
    message="Instances have a RAM role.\nFound: none.\nRequired: a RAM role.\nFix: set `role_name`.",
    found="none",
    outcome=Outcome.VIOLATED,
)
EXEMPTED = Result(
    rule=ROLE.name,
    urn=OTHER,
    level="advisory",
    severity="medium",
    message="Instances have a RAM role.\nExempted until 2027-01-31 by platform: lives for a day\nFound: none.",
    found="none",
    outcome=Outcome.EXEMPTED,
    exemption=Exemption(
        rule=ROLE.name, resource=OTHER, reason="lives for a day", owner="platform", expires=date(2027, 1, 31)
    ),
    position=Position(path="infra/__main__.py", line=60),
)
UNDECIDED = Result(
    rule=PRIORITY.name,
    urn=GROUP.replace("web|", "late|"),
    level="advisory",
    severity="high",
    message="can't run policy 'x' during preview: string value at .multiAzPolicy can't be known during preview",
    found="string value at .multiAzPolicy can't be known during preview",
    outcome=Outcome.UNDECIDED,
    position=Position(path="infra/__main__.py", line=70),
)

REPORT = Report(
    run="preview",
    stack="shop/prod",
    version="0.1.0",
    rules=(ROLE, PRIORITY),
    passed={GROUP: (), INSTANCE: (), OTHER: (), f"{INSTANCE}-2": (ROLE.name,)},
    results=(VIOLATED, EXEMPTED, UNDECIDED, ADVICE),
    fallback="infra/Pulumi.yaml",
)
CLEAN = Report(
    run="state state.json", stack="", version="0.1.0", rules=(ROLE,), passed={}, results=(), fallback="Pulumi.yaml"
)
