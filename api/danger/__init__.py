"""The danger screen at the front door and the contacts shown when it fires."""

from .finding import KINDS, LEVELS, About, Finding, Level, Match
from .rules import DangerDataError
from .screen import DangerScreen

__all__ = ["KINDS", "LEVELS", "About", "DangerDataError", "DangerScreen", "Finding", "Level", "Match"]
