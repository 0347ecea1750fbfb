"""Names that components give: nothing else has them, and the service accepts them."""

import asyncio

import pulumi
import pytest

from alicloud_ess_refresh.physical_names import (
    EVENT_BUS_RULE,
    EVENT_RULE,
    INSTANCE,
    QUEUE,
    RAM_POLICY,
    RAM_ROLE,
    SCALING_CONFIGURATION,
    SCALING_GROUP,
    SECURITY_GROUP,
    TRAIL,
    NameRule,
    check_component,
    is_name_of,
    unique_name,
)

RULES = (
    SCALING_GROUP,
    SCALING_CONFIGURATION,
    SECURITY_GROUP,
    INSTANCE,
    RAM_POLICY,
    RAM_ROLE,
    TRAIL,
    QUEUE,
    EVENT_RULE,
    EVENT_BUS_RULE,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)
def test_a_name_is_another_one_each_time_and_fits(rule: NameRule) -> None:
    names = {str(unique_name("w" * 200, rule, "lift")) for _ in range(100)}

    assert len(names) == 100
    assert {len(name) for name in names} == {rule.most}
    assert all(rule.accepts(name) and is_name_of(name, "w" * 200, rule, "lift") for name in names)
    assert not any(is_name_of(name, "w" * 200, rule, "release") for name in names)


def test_a_preview_does_not_know_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a plan of the preview would hold the update to a name that no run draws again."""
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)

    async def is_known() -> bool:
        name = unique_name("web", SCALING_GROUP)
        assert isinstance(name, pulumi.Output)
        return await name.is_known()

    assert asyncio.run(is_known()) is False


@pytest.mark.parametrize(
    ("rule", "name", "is_accepted"),
    [
        (SCALING_GROUP, "w", False),
        (SCALING_GROUP, "w" * 64, True),
        (SCALING_GROUP, "w" * 65, False),
        (SCALING_GROUP, "1web.a_b-c", True),
        (SCALING_GROUP, "\u7f51\u7ad9", True),
        (SCALING_GROUP, "-web", False),
        (SCALING_GROUP, "a web", False),
        (SCALING_GROUP, "a/web", False),
        (SCALING_GROUP, "web\n", False),
        (SECURITY_GROUP, "1web", False),
        (INSTANCE, "http://web", False),
        (RAM_ROLE, "w" * 65, False),
        (RAM_POLICY, "web_a", False),
        (TRAIL, "guard", False),
        (TRAIL, "Guard-1", False),
    ],
)
def test_what_a_service_accepts(rule: NameRule, name: str, is_accepted: bool) -> None:
    assert rule.accepts(name) is is_accepted


def test_a_component_after_which_nothing_can_be_named_is_refused() -> None:
    with pytest.raises(ValueError, match="web") as failure:
        check_component("a/web", SCALING_GROUP)
    assert str(failure.value) == (
        "a/web: `a/web` cannot begin the name of a scaling group, which has a letter or digit, then letters, digits, "
        "`_`, `-` and `.`: give the component another name"
    )


@pytest.mark.parametrize(
    ("name", "can_be"),
    [
        ("guard-lift-0123abcd", True),
        ("guard-lift-0123abc", False),
        ("guard-lifter-0123abcd", False),
    ],
)
def test_a_name_is_told_from_others(name: str, can_be: bool) -> None:
    assert is_name_of(name, "guard", RAM_ROLE, "lift") is can_be
