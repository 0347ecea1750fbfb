"""What answers of Auto Scaling and ECS say, where several rules say it."""

from __future__ import annotations

__all__ = [
    "ASSUMED",
    "CONFLICT",
    "DUPLICATED",
    "NOT_SUPPLIED",
    "NOT_VALID",
    "NO_NUMBER",
    "NO_TEMPLATE",
    "NO_VERSION",
    "WRONG_STATUS",
]

NO_TEMPLATE = "The specified launch template set is not found."
NO_VERSION = "The specific version of launch template is not exist."
NO_NUMBER = 'The input parameter "LaunchTemplateVersion" is supposed to be a string representing the version number.'
NOT_SUPPLIED = 'The input parameter "{}" that is mandatory for processing this request is not supplied.'
WRONG_STATUS = "The current status of the specified scaling group does not support this action."
NOT_VALID = 'The specified value of parameter "{}" is not valid.'
CONFLICT = "The value of parameter {} and parameter {} are conflict."
DUPLICATED = "The specified value of parameter {} is duplicated."
ASSUMED = "assumed"
