"""What an operator can set: one TOML file, the environment, and secrets from neither but a file or the environment.

Only `main` loads settings; everything else is handed the section it needs.
"""

from service.settings.load import load_settings
from service.settings.sections import (
    Council,
    DatabaseSettings,
    Logging,
    MailboxSettings,
    Ocr,
    PolicySettings,
    Sandbox,
    Schedule,
    Secrets,
    SenderSettings,
    Settings,
    Store,
    Web,
)

__all__ = [
    "Council",
    "DatabaseSettings",
    "Logging",
    "MailboxSettings",
    "Ocr",
    "PolicySettings",
    "Sandbox",
    "Schedule",
    "Secrets",
    "SenderSettings",
    "Settings",
    "Store",
    "Web",
    "load_settings",
]
