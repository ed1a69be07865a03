"""The settings: ``settings`` defines them, ``values`` parses them, ``file`` reads the file.

``editing`` changes the file, and ``shown`` writes settings as TOML.
"""

from kb.config.file import Configuration, Origin, Setting, read_configuration
from kb.config.settings import (
    GENERATORS,
    FieldSettings,
    NewSettings,
    NoteSettings,
    Override,
    Overrides,
    ScheduleSettings,
    Settings,
    StoreSettings,
    Template,
    Templates,
    Value,
)
from kb.config.values import extension

__all__ = [
    "GENERATORS",
    "Configuration",
    "FieldSettings",
    "NewSettings",
    "NoteSettings",
    "Origin",
    "Override",
    "Overrides",
    "ScheduleSettings",
    "Setting",
    "Settings",
    "StoreSettings",
    "Template",
    "Templates",
    "Value",
    "extension",
    "read_configuration",
]
