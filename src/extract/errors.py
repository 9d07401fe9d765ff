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


class MissingKeyError(RulesError, KeyError):
    """An entry of the rules lacks a key that is needed.

    Attributes:
        key: the key.
    """

    def __init__(self, message: str, key: str) -> None:
        super().__init__(message)
        self.key = key

    def __str__(self) -> str:
        return str(self.args[0])


class TooManyFailuresError(ExtractError):
    """More articles failed than ``--max-failures`` allows."""

    exit_code = 3
