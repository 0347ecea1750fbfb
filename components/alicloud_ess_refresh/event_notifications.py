"""`InstanceEventNotifications`: CloudMonitor tells of what happens to instances, and of nothing that needs no hand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, Unpack, overload

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh.argument_help import shows_arguments
from alicloud_ess_refresh.arguments import check_https, region_of, secret_address, take_arguments
from alicloud_ess_refresh.component_options import check_options
from alicloud_ess_refresh.events.catalogue import CATALOGUE, CLOSED, OPEN, EventKind, EventType
from alicloud_ess_refresh.physical_names import EVENT_RULE, QUEUE, check_component, keeping, unique_name
from alicloud_ess_refresh.suggestions import did_you_mean

__all__ = ["InstanceEventNotifications", "InstanceEventNotificationsArgs"]

MOST_NAMES = 50
"""Names that a rule may have. Source: PutEventRule, Cms 2019-01-01, EventPattern.N.NameList."""
CONTACT_LEVELS = ("2", "3", "4")
"""Source: PutEventRuleTargets, Cms 2019-01-01, ContactParameters.N.Level."""
DEFAULT_STATUSES = (*OPEN, "Failed")
SEVEN_DAYS_SECONDS = 604_800
"""Longest that a queue keeps a message. Source: CreateQueue, Mns-open 2022-01-19, MessageRetentionPeriod."""


class LogStore(TypedDict):
    """A log store of Log Service that exists."""

    project: pulumi.Input[str]
    log_store: pulumi.Input[str]


class Function(TypedDict):
    """A function of Function Compute 2.0 that exists; CloudMonitor's target has no place for one of 3.0."""

    service_name: pulumi.Input[str]
    function_name: pulumi.Input[str]


class Webhook(TypedDict):
    """A web address, which may hold a secret: it is encrypted in the state, and CloudMonitor shows it in the rules."""

    url: pulumi.Input[str]
    """`https://…`; always treated as a secret."""
    method: NotRequired[Literal["GET", "POST"]]
    """Default `POST`."""


class Contacts(TypedDict):
    """An alert contact group that exists."""

    group_name: pulumi.Input[str]
    level: NotRequired[pulumi.Input[str]]
    """How urgently they are told, `2`, `3` or `4`, the first the most. Default `3`. Source: PutEventRuleTargets."""


class InstanceEventNotificationsArgs(TypedDict):
    """What `InstanceEventNotifications` takes. Without any target a queue is made."""

    queue_name: NotRequired[pulumi.Input[str]]
    """Name of a queue that exists. Default: a queue is made where there is no other target."""
    log_store: NotRequired[LogStore]
    """A log store of Log Service that exists. Default: none."""
    function: NotRequired[Function]
    """A function of Function Compute 2.0 that exists. Default: none."""
    webhook: NotRequired[Webhook]
    """A web address, which may hold a secret. Default: none."""
    contacts: NotRequired[Contacts]
    """An alert contact group that exists. Default: none."""
    event_names: NotRequired[Sequence[str]]
    """
    Events, named as in docs/events.md without a status: `Instance:SystemMaintenance.Reboot`. Default: those that need a
    hand.
    """
    statuses: NotRequired[Sequence[str]]
    """Statuses of system events. Default: those before the end, and `Failed`."""
    group_id: NotRequired[pulumi.Input[str]]
    """
    CloudMonitor application group whose instances count; it may follow a tag (docs/events.md), which rules cannot.
    Default: every instance. No page says whether those of other regions count.
    """
    region: NotRequired[str]
    """Region of queue, log store and function. Default: that of the alicloud provider, else `alicloud:region`."""


@shows_arguments(InstanceEventNotificationsArgs)
class InstanceEventNotifications(pulumi.ComponentResource):
    """
    Subscribes to what CloudMonitor tells of ECS instances.

    One rule for each of CloudMonitor's types of events (a rule has one pattern of at most 50 names), all with the same
    targets. Every level counts: sources disagree on the levels of some events, so that names alone select.

    Raises:
        ValueError: An argument is unknown or wrong.
    """

    rule_names: pulumi.Output[Sequence[str]]
    queue_name: pulumi.Output[str | None]
    """Queue that the events are put into; None with other targets."""
    queue_url: pulumi.Output[str | None]
    """Its address, as `ess-events run --queue` takes it; None with other targets."""

    @overload
    def __init__(
        self, name: str, args: InstanceEventNotificationsArgs | None, opts: pulumi.ResourceOptions | None = None
    ) -> None: ...
    @overload
    def __init__(
        self,
        name: str,
        *,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Unpack[InstanceEventNotificationsArgs],
    ) -> None: ...
    def __init__(
        self,
        name: str,
        args: InstanceEventNotificationsArgs | None = None,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Any,
    ) -> None:
        given, opts = take_arguments(name, InstanceEventNotificationsArgs, args, opts, arguments)
        check_options(name, opts)
        super().__init__("alicloud-ess-refresh:index:InstanceEventNotifications", name, {}, opts)
        region = region_of(name, given.get("region"), opts)
        _check(name, given)
        child = pulumi.ResourceOptions(parent=self)
        queue_name = _queue_name(name, given, child)
        common = {
            "description": "System events of ECS instances",
            # CloudMonitor would keep the same event of another instance back for a day.
            "silence_time": 0,
            "status": "ENABLED",
            **({"group_id": given["group_id"]} if "group_id" in given else {}),
            **_targets(name, given, region, queue_name),
        }
        rules = [
            alicloud.cms.EventRule(
                f"{name}-{suffix}",
                alicloud.cms.EventRuleArgs(
                    rule_name=unique_name(name, EVENT_RULE, suffix), event_pattern=pattern, **common
                ),
                opts=keeping(child, ["rule_name"]),
            )
            for suffix, pattern in _patterns(given)
        ]
        self.rule_names = pulumi.Output.all(*[rule.rule_name for rule in rules])
        self.queue_name = pulumi.Output.from_input(queue_name)
        self.queue_url = _queue_url(queue_name, region, child)
        self.register_outputs(
            {"rule_names": self.rule_names, "queue_name": self.queue_name, "queue_url": self.queue_url}
        )


def _check(name: str, args: InstanceEventNotificationsArgs) -> None:
    check_component(name, EVENT_RULE, QUEUE)
    webhook, contacts = args.get("webhook"), args.get("contacts")
    if webhook is not None and isinstance(webhook["url"], str):
        check_https(f"{name}, webhook.url", webhook["url"])
    if contacts is not None and isinstance(contacts.get("level"), str):
        _check_one(f"{name}, contacts.level", str(contacts.get("level")), CONTACT_LEVELS)
    _check_each(f"{name}, event_names", args.get("event_names"), tuple(CATALOGUE))
    _check_each(f"{name}, statuses", args.get("statuses"), (*OPEN, *CLOSED))
    for event_name in args.get("event_names", ()):
        if not _names([CATALOGUE[event_name]], args):
            raise ValueError(
                f"{name}, event_names: `{event_name}` would never be told, it has none of the `statuses`: expected one "
                f"or more of {', '.join(CATALOGUE[event_name].statuses)} among them"
            )


def _check_each(where: str, given: Sequence[str] | None, allowed: Sequence[str]) -> None:
    if given is None:
        return
    if not given:
        raise ValueError(f"{where}: is empty, expected one or more of {', '.join(allowed)}")
    for value in given:
        _check_one(where, value, allowed)


def _check_one(where: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ValueError(f"{where}: got `{value}`: {did_you_mean(value, allowed)}")


def _patterns(args: InstanceEventNotificationsArgs) -> Iterator[tuple[str, alicloud.cms.EventRuleEventPatternArgs]]:
    """Answer for each rule the end of its name and its pattern."""
    wanted = args.get("event_names")
    rows = [row for row in CATALOGUE.values() if (row.is_subscribed if wanted is None else row.name in wanted)]
    for kind in EventKind:
        names = _names([row for row in rows if row.kind is kind], args)
        ending = "other" if kind is EventKind.ANY else str(kind).lower()
        for number, start in enumerate(range(0, len(names), MOST_NAMES), start=1):
            pattern = alicloud.cms.EventRuleEventPatternArgs(
                product="ecs",
                event_type_lists=[str(kind)],
                level_lists=["*"],
                name_lists=names[start : start + MOST_NAMES],
            )
            yield ending if number == 1 else f"{ending}-{number}", pattern


def _names(rows: Sequence[EventType], args: InstanceEventNotificationsArgs) -> list[str]:
    statuses = tuple(args.get("statuses", DEFAULT_STATUSES))
    return [name for row in rows for name in row.names(row.statuses if row.is_told_at_its_end else statuses)]


def _queue_name(
    name: str, args: InstanceEventNotificationsArgs, opts: pulumi.ResourceOptions
) -> pulumi.Input[str] | None:
    if "queue_name" in args:
        return args["queue_name"]
    if args.keys() & {"log_store", "function", "webhook", "contacts"}:
        return None
    return alicloud.message.ServiceQueue(
        f"{name}-events",
        queue_name=unique_name(name, QUEUE, "events"),
        message_retention_period=SEVEN_DAYS_SECONDS,
        opts=keeping(opts, ["queue_name"]),
    ).queue_name


def _queue_url(
    queue_name: pulumi.Input[str] | None, region: pulumi.Input[str], child: pulumi.ResourceOptions
) -> pulumi.Output[str | None]:
    if queue_name is None:
        return pulumi.Output.from_input(None)
    account_id = alicloud.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(parent=child.parent)).account_id
    return pulumi.Output.format("https://{0}.mns.{1}.aliyuncs.com/queues/{2}", account_id, region, queue_name)


def _targets(
    name: str, args: InstanceEventNotificationsArgs, region: pulumi.Input[str], queue_name: pulumi.Input[str] | None
) -> Mapping[str, Any]:
    """Return the targets as `EventRule` takes them; each has the id 1, for there is one of a kind."""
    targets: dict[str, Any] = {}
    if queue_name is not None:
        targets["mns_parameters"] = [{"mns_parameters_id": "1", "region": region, "queue": queue_name}]
    if "log_store" in args:
        targets["sls_parameters"] = [{"sls_parameters_id": "1", "region": region, **args["log_store"]}]
    if "function" in args:
        targets["fc_parameters"] = [{"fc_parameters_id": "1", "region": region, **args["function"]}]
    if "webhook" in args:
        url = secret_address(f"{name}, webhook.url", args["webhook"]["url"])
        webhook = {"method": "POST", **args["webhook"], "url": url}
        targets["webhook_parameters"] = [{"webhook_parameters_id": "1", "protocol": "https", **webhook}]
    if "contacts" in args:
        contacts = args["contacts"]
        targets["contact_parameters"] = [
            {
                "contact_parameters_id": "1",
                "contact_group_name": contacts["group_name"],
                "level": contacts.get("level", "3"),
            }
        ]
    return targets
