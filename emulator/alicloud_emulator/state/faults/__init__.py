"""
Faults: what goes wrong on purpose. README.md shows each with an example.

A fault is a specification parsed from JSON, and a count of how often it may still strike. Faults of calls are asked by
the application; the others by what they are about, through `Faults`.
"""

from alicloud_emulator.state.faults.calls import Delay, ErrorReply, ReplyDuplicated, ReplyLost
from alicloud_emulator.state.faults.launches import UnhealthyInstances
from alicloud_emulator.state.faults.registry import Fault, Faults
from alicloud_emulator.state.faults.spec import FaultSpecError, parse_fault
from alicloud_emulator.state.faults.timed import OperatorCall, TimedFault

__all__ = [
    "Delay",
    "ErrorReply",
    "Fault",
    "FaultSpecError",
    "Faults",
    "OperatorCall",
    "ReplyDuplicated",
    "ReplyLost",
    "TimedFault",
    "UnhealthyInstances",
    "parse_fault",
]
