"""Geometry of the charts, to the pixel."""

from alicloud_ess_refresh.report.chart import (
    CapacityChart,
    LifetimesChart,
    Span,
    capacity_chart,
    lifetimes_chart,
    spans,
)
from unit.report.facts import SICK, activity, at, ended, report

ONE_BATCH = [
    activity(1, 0, 2, 5, created_instances=("i-new",)),
    activity(2, 2, 4, 4, destroyed_instances=("i-old",)),
]


def test_capacity_steps_where_it_changes_between_bounds_that_are_seen() -> None:
    """Four instances at 80 to 120 % leave no room: five is what one at a time takes. One of room is drawn around."""
    made = capacity_chart(report(activities=[ONE_BATCH]))
    line = "M0 106.7H0V53.3H400V106.7H1000V106.7"
    assert made == CapacityChart(line=line, area=f"{line}V160H0Z", floor=106.7, ceiling=53.3, lowest=3, highest=6)


def test_a_refresh_that_has_just_begun_has_a_line() -> None:
    begun = ended(status="InProgress", start_time="2026-01-31T12:30:00Z", end_time="")
    made = capacity_chart(report([begun], [[activity(1, 30, 30, 5, created_instances=("i-new",))]]))
    assert made is not None
    assert made.line == "M0 106.7H0V53.3H0V53.3H1000"


def test_without_activities_there_is_nothing_to_draw() -> None:
    assert (capacity_chart(report()), lifetimes_chart(report())) == (None, None)


def test_lives_are_bars_in_rows_with_what_starts_and_leaves_apart() -> None:
    assert lifetimes_chart(report(activities=[ONE_BATCH])) == LifetimesChart(
        old="M0 0H200v.8H0z", new="M200 1H1000v.8H200z", moving="M200 0H400v.8H200zM0 1H200v.8H0z", sick="", rows=2
    )


def test_a_life_within_the_first_minute_can_be_seen() -> None:
    made = lifetimes_chart(report(activities=[[activity(1, 0, 0, 3, destroyed_instances=("i-old",))]]))
    assert made == LifetimesChart(old="M0 0H3v.8H0z", new="", moving="", sick="", rows=1)


def test_an_instance_that_failed_is_one_bar_of_its_own_until_it_is_gone() -> None:
    sick = activity(2, 6, 8, 4, destroyed_instances=("i-new", "i-old"), cause=SICK)
    made = lifetimes_chart(report(activities=[[ONE_BATCH[0]]], others=[sick]))
    assert made == LifetimesChart(
        old="M0 0H600v.8H0z", new="", moving="", sick="M600 0H800v.8H600zM0 1H800v.8H0z", rows=2
    )


def test_spans_are_shares_of_the_width_and_stay_inside() -> None:
    bars = [(at(2), at(5), "inside"), (at(-3), at(1), "before"), (at(9), None, "goes on"), (at(5), at(5), "a moment")]
    assert spans(report(), bars) == [
        Span(20.0, 30.0, "inside"),
        Span(0.0, 10.0, "before"),
        Span(90.0, 10.0, "goes on"),
        Span(50.0, 0.0, "a moment"),
    ]
