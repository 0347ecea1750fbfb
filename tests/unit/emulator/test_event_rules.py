"""Event rules over virtual time: what is sent does not depend on how time is moved."""

from datetime import timedelta
from itertools import pairwise

from alicloud_emulator.state.cms.model import EventPattern, EventRule, Target
from alicloud_emulator.state.deliveries import Delivery
from alicloud_emulator.state.mns.model import QueueAttributes
from alicloud_emulator.state.mns.queues import create_queue
from unit.emulator.worlds import Stage, stage

RELEASE_SECONDS = 900


def staged() -> Stage:
    """Build a stage with a rule for every change of an instance's state that keeps quiet for 4 s, to a queue."""
    made = stage(capacity=3)
    world = made.world
    create_queue(world, "events", "cn-hangzhou", QueueAttributes())
    world.event_rules.by_name["states"] = EventRule(
        name="states",
        patterns=[EventPattern(product="ecs", names=["Instance:StateChange"])],
        silence_seconds=4,
        targets={
            ("MnsParameters", "1"): Target(kind="MnsParameters", target_id="1", fields={"Queue": "events"}),
        },
    )
    return made


def sent(made: Stage) -> list[Delivery]:
    return list(made.world.deliveries)


def test_one_step_sends_what_many_steps_send() -> None:
    at_once, step_by_step = staged(), staged()
    at_once.start()
    step_by_step.start()

    at_once.advance(RELEASE_SECONDS)
    for _ in range(RELEASE_SECONDS * 2):
        step_by_step.advance(0.5)

    assert sent(at_once) == sent(step_by_step)
    assert at_once.world.queues == step_by_step.world.queues
    assert len(at_once.world.queues["events"].messages) == len(sent(at_once))
    assert len(sent(at_once)) > len(at_once.group.instances)


def test_no_two_messages_about_one_instance_within_the_silence() -> None:
    made = staged()
    made.start()
    made.advance(RELEASE_SECONDS)

    times = dict[str, list[Delivery]]()
    for delivery in sent(made):
        resource = delivery.body.partition('"resourceId": "')[2].partition('"')[0]
        times.setdefault(resource, []).append(delivery)

    gaps = [later.at - earlier.at for about in times.values() for earlier, later in pairwise(about)]
    assert gaps
    assert min(gaps) >= timedelta(seconds=4)
