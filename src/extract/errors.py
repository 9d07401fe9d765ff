"""Errors that a user sees: one line each, with what was found and the remedy."""

from __future__ import annotations


class ExtractError(Exception):
    """Base of all errors that end a command with one line and no traceback.

    Attributes:
        exit_code: what the process ends with.
    """

    exit_code = 1


class UsageError(ExtractError):
    """Arguments that cannot be carried out (no such input, an output that is no output)."""

    exit_code = 2


class RulesError(ExtractError):
    """A rule that cannot be used: file, line, id, what was found, what was expected."""

    exit_code = 2


class TooManyFailuresError(ExtractError):
    """More articles failed than ``--max-failures`` allows."""

    exit_code = 3
