"""State machines. A table of transitions per model, one function that applies them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.journal.record import record
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Transition:
    """One arrow of a state machine; its label is the text of the button that triggers it."""

    verb: str
    label: str
    sources: frozenset[str]
    target: str


class Workflow:
    """The arrows of one model. Refuses at import time what cannot be drawn."""

    def __init__(self, states: Iterable[str], transitions: Iterable[Transition]) -> None:
        self.transitions = {transition.verb: transition for transition in transitions}
        known = set(states)
        for transition in self.transitions.values():
            if unknown := {*transition.sources, transition.target} - known:
                raise ValueError(f"{transition.verb}: unknown states {sorted(unknown)}")

    def possible(self, state: str) -> list[Transition]:
        """The buttons to show on an object in this state."""
        return [t for t in self.transitions.values() if state in t.sources]

    def check(self, verb: str, obj: Any) -> Transition:
        """The transition, or a Refusal when the object's state does not allow it."""
        transition = self.transitions[verb]
        if obj.state not in transition.sources:
            raise Refusal(
                f"« {transition.label} » n’est pas possible : {obj.get_state_display()}."
            )
        return transition

    def apply(
        self,
        verb: str,
        obj: Any,
        *,
        by: User | None,
        at: datetime,
        told: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        """Change the state of `obj` (locked by the caller), save `changes` with it, and record it.

        `told` are further facts for the journal.
        """
        transition = self.check(verb, obj)
        before, obj.state = obj.state, transition.target
        for name, value in changes.items():
            setattr(obj, name, value)
        obj.save(update_fields=["state", *changes])
        record(verb, obj, by=by, at=at, before=before, after=transition.target, **(told or {}))


def transitions(*rows: tuple[str, str, Iterable[str], str]) -> list[Transition]:
    """Read a table of (verb, label, sources, target)."""
    return [Transition(verb, label, frozenset(src), target) for verb, label, src, target in rows]
