"""Which instance types the patterns of a scaling configuration match."""

from typing import Any

import pytest

from alicloud_emulator.state.ecs.catalogue import Catalogue
from alicloud_emulator.state.ess.instance_patterns import matching_types

TYPES = Catalogue().instance_types.values()


@pytest.mark.parametrize(
    ("patterns", "types"),
    [
        (
            [{"Cores": 2, "Memory": 4.0}],
            ["ecs.c7.large", "ecs.u1-c1m2.large"],
        ),
        (
            [{"MinimumCpuCoreCount": 8}, {"MinimumGpuAmount": 1}],
            ["ecs.gn6i-c4g1.xlarge", "ecs.g7.2xlarge", "ecs.i3.2xlarge"],
        ),
        (
            [{"Cores": 2, "ExcludedInstanceTypes": ["ecs.g*", "ecs.c7.large", "ecs.u1-*"]}],
            ["ecs.t6-c1m1.large", "ecs.r7.large"],
        ),
        ([{"Cores": 2, "BurstablePerformance": "Required"}], ["ecs.t6-c1m1.large"]),
        ([{"Cores": 2, "Memory": 2.0, "BurstablePerformance": "Exclude"}], []),
        ([{"InstanceTypeFamilies": ["ecs.g6"], "CpuArchitectures": ["X86"]}], ["ecs.g6.large"]),
        ([{"CpuArchitectures": ["ARM"]}], []),
        ([], []),
    ],
)
def test_types_that_one_pattern_matches_come_smallest_first(patterns: list[dict[str, Any]], types: list[str]) -> None:
    assert matching_types(patterns, TYPES) == types
