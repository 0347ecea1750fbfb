"""Which instance types the patterns of a scaling configuration match (InstancePatternInfos, ESS 2022-02-22)."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from alicloud_emulator.state.ecs.catalogue import InstanceType

__all__ = ["matching_types"]

# What a pattern can say of a type by one number: equal to it, at least it, at most it.
NUMBERS: Mapping[str, Callable[[InstanceType, float], bool]] = {
    "Cores": lambda kind, wanted: kind.cpu == wanted,
    "Memory": lambda kind, wanted: kind.memory == wanted,
    "MinimumCpuCoreCount": lambda kind, wanted: kind.cpu >= wanted,
    "MaximumCpuCoreCount": lambda kind, wanted: kind.cpu <= wanted,
    "MinimumMemorySize": lambda kind, wanted: kind.memory >= wanted,
    "MaximumMemorySize": lambda kind, wanted: kind.memory <= wanted,
    "MinimumGpuAmount": lambda kind, wanted: kind.gpu_amount >= wanted,
    "MaximumGpuAmount": lambda kind, wanted: kind.gpu_amount <= wanted,
    "MinimumBaselineCredit": lambda kind, wanted: kind.baseline_credit >= wanted,
}
# Whether a burstable type, and one that is none, is matched.
BURSTABLE = {"Exclude": (False, True), "Include": (True, True), "Required": (True, False)}
X86 = "X86"


def matching_types(patterns: Iterable[Mapping[str, Any]], types: Iterable[InstanceType]) -> list[str]:
    """Return the ids of the types that at least one pattern matches, smallest first."""
    wanted = list(patterns)
    found = [kind for kind in types if any(_matches(kind, pattern) for pattern in wanted)]
    ordered = sorted(found, key=lambda kind: (kind.cpu, kind.memory, kind.instance_type_id))
    return [kind.instance_type_id for kind in ordered]


def _matches(kind: InstanceType, pattern: Mapping[str, Any]) -> bool:
    """Tell whether a pattern matches a type; what the catalogue does not know of a type rules none out."""
    is_burstable = kind.baseline_credit > 0
    with_burstable, with_others = BURSTABLE[pattern.get("BurstablePerformance", "Include")]
    families = pattern.get("InstanceTypeFamilies")
    architectures = pattern.get("CpuArchitectures")
    gpus = pattern.get("GpuSpecs")
    return (
        all(holds(kind, pattern[name]) for name, holds in NUMBERS.items() if name in pattern)
        and (with_burstable if is_burstable else with_others)
        and (families is None or kind.family in families)
        and (architectures is None or X86 in architectures)
        and (gpus is None or kind.gpu_spec in gpus)
        and not any(
            fnmatchcase(kind.instance_type_id, excluded) for excluded in pattern.get("ExcludedInstanceTypes", [])
        )
    )
