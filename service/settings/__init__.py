"""What an operator can set: one TOML file, the environment, and secrets from neither but a file or the environment.

Only `main` loads settings; everything else is handed the section it needs.
"""

from service.settings.council import Council
from service.settings.load import load_settings
from service.settings.machine import DatabaseSettings, Logging, Ocr, Sandbox, Schedule, Secrets, Store, Web
from service.settings.mail import MailboxSettings, SenderSettings
from service.settings.policy import PolicySettings
from service.settings.sections import Settings

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
