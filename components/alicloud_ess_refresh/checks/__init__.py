"""Checks of a release: alarms of CloudMonitor and HTTP probes, watched while it runs and after it."""

from alicloud_ess_refresh.checks.checks import NO_OBSTACLES, Checks, Obstacles, Verdict
from alicloud_ess_refresh.checks.clients import CheckClients, open_check_clients
from alicloud_ess_refresh.checks.probes import Probe, ProbeClient

__all__ = [
    "NO_OBSTACLES",
    "CheckClients",
    "Checks",
    "Obstacles",
    "Probe",
    "ProbeClient",
    "Verdict",
    "open_check_clients",
]
