"""What most commands begin with: the settings that the command line and the environment name."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.settings import Settings


def settings_of(args: argparse.Namespace) -> Settings:
    """Load the settings for this command."""
    from service.settings import load_settings

    return load_settings(args.settings, args.environ, args.folder)
