"""Records that nothing changes: the type checker sees to it, so that running need not.

An article makes two thousand of them. A frozen dataclass sets each field by a call of `object.__setattr__`
and takes three times as long to make.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

__all__ = ["record"]

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """A dataclass with the equality and the hash of a frozen one, which is only checked to be one."""
        return dataclass(slots=slots, unsafe_hash=frozen)
