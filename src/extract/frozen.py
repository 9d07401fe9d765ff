"""Records that nothing changes: the type checker and the tests see to it, so that running need not.

An article makes two thousand of them. A frozen dataclass sets each field by a call of `object.__setattr__`
and takes three times as long to make (3 percent of all the time). `make test` sets EXTRACT_FROZEN, and any
change of a record is an error there.
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

__all__ = ["record"]

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    _ENFORCED = bool(os.environ.get("EXTRACT_FROZEN"))

    def record(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """A dataclass with the hash of a frozen one, which is one where EXTRACT_FROZEN is set."""
        if _ENFORCED and frozen:
            return dataclass(slots=slots, frozen=True)
        return dataclass(slots=slots, unsafe_hash=frozen)
