"""
What does each dependency cost at import?

    .venv/bin/python -m benchmarks.imports

CPU time of a process that imports it, less that of one that does not: alone, and after `pulumi`, which every program
has loaded anyway. A figure is the least of its turns. `tests/unit/test_import_costs.py` holds what a program loads.
"""

import os
import subprocess
import sys
from typing import Final

from rich.console import Console
from rich.table import Table

TURNS: Final = 7
MODULES: Final = (
    "ess_readiness",
    "alicloud_ess_refresh.refresh",
    "pulumi",
    "pulumi_alicloud",
    "alibabacloud_ess20220222.client",
    "alibabacloud_ecs20140526.client",
    "alibabacloud_cms20190101.client",
    "alibabacloud_credentials.client",
    "mns.queue",
    "requests",
    "jinja2",
    "click",
    "rich.live",
    "yaml",
    "pulumi_policy",
    "jsonschema",
    "cryptography.x509",
)


def main() -> None:
    """Measure and print."""
    nothing, engine = cpu_seconds("pass"), cpu_seconds("import pulumi")
    table = Table("module", "alone", "after pulumi")
    for module in MODULES:
        alone = cpu_seconds(f"import {module}") - nothing
        after = cpu_seconds(f"import pulumi, {module}") - engine
        table.add_row(module, f"{max(0.0, alone):.2f} s", f"{max(0.0, after):.2f} s")
    Console().print(table)


def cpu_seconds(program: str) -> float:
    """Answer the least CPU time, user and system, that a process needs for a program."""
    return min(_cpu_seconds_once(program) for _ in range(TURNS))


def _cpu_seconds_once(program: str) -> float:
    before = os.times()
    subprocess.run([sys.executable, "-c", program], check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    main()
