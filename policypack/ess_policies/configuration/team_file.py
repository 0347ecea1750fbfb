"""
What a team keeps next to its program, in `ess-policies.yaml`: the preset and the exemptions.

    preset: strict
    exemptions:
      - rule: ess-scaling-group-deletion-protection
        resource: "*::alicloud:ess/scalingGroup:ScalingGroup::canary-*"
        reason: Canary groups live for a day
        owner: platform
        expires: 2027-01-31

The engine starts a pack in the pack's own folder and does not tell it where the program is (measured with 3.259). So
the file is the one that ESS_REFRESH_POLICY_FILE names; without it the one in the folder in which the shell started the
engine, or above that up to the folder of `Pulumi.yaml`. The shell's folder is not the program's where `pulumi -C` is
used: there the variable is needed.

The preset cannot come through Pulumi's policy config: the engine hands over the level of every rule, and there a level
that a team set cannot be told from the pack's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ess_policies.configuration.bounded import UnreadableFileError, read_yaml
from ess_policies.configuration.exemption_entries import ENTRIES_SCHEMA
from ess_policies.configuration.presets import DEFAULT_PRESET, Preset
from ess_policies.printable import printable

__all__ = ["FILE_NAME", "FILE_VARIABLE", "PRESET_VARIABLE", "Settings", "SettingsError", "load_settings"]

FILE_NAME: Final = "ess-policies.yaml"
FILE_VARIABLE: Final = "ESS_REFRESH_POLICY_FILE"
"""Environment variable: path of the file."""
PRESET_VARIABLE: Final = "ESS_REFRESH_POLICY_PRESET"
"""Environment variable: the preset; wins over the file's."""

_PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")
_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {"preset": {"enum": [*Preset]}, "exemptions": ENTRIES_SCHEMA},
    "additionalProperties": False,
}


class SettingsError(Exception):
    """The file or a variable says something that cannot be meant; the message names the place and the fault."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What the file and the environment say.

    Attributes:
        exemptions: Entries in the form of ENTRIES_SCHEMA.
        file: The file that was read; None where there is none.
    """

    preset: Preset = DEFAULT_PRESET
    exemptions: tuple[Mapping[str, str], ...] = ()
    file: Path | None = None


def load_settings(environment: Mapping[str, str]) -> Settings:
    """
    Read the settings that an environment leads to.

    Raises:
        SettingsError: The named file cannot be read, its content or a variable is not as it should be.
    """
    path = _find(environment)
    content = _read(path) if path is not None else {}
    preset = environment.get(PRESET_VARIABLE) or content.get("preset") or DEFAULT_PRESET
    if preset not in [*Preset]:
        raise SettingsError(
            f"{PRESET_VARIABLE} is `{preset}`; expected one of {', '.join(f'`{each}`' for each in Preset)}"
        )
    return Settings(preset=Preset(preset), exemptions=tuple(content.get("exemptions") or ()), file=path)


def _find(environment: Mapping[str, str]) -> Path | None:
    named = environment.get(FILE_VARIABLE)
    if named:
        return Path(named)
    started = environment.get("PWD")
    return next(_candidates(Path(started)), None) if started else None


def _candidates(started: Path) -> Iterator[Path]:
    for folder in (started, *started.parents):
        if (folder / FILE_NAME).is_file():
            yield folder / FILE_NAME
        if any((folder / name).is_file() for name in _PROJECT_FILES):
            return


def _read(path: Path) -> Mapping[str, Any]:
    # Loaded where there is a file only: it takes a fifth of the time that the pack needs to start.
    from ess_policies.configuration.policy_config import schema_problems  # noqa: PLC0415

    try:
        content = read_yaml(path)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error
    except UnreadableFileError as error:
        raise SettingsError(f"{path} {error}") from error
    found = [*schema_problems(str(path), content or {}, _SCHEMA)]
    if found:
        raise SettingsError("\n".join(found))
    return content or {}
