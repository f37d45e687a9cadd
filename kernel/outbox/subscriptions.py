"""Who reacts to which fact. `config/subscriptions.py` fills this registry (rules 12.4)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kernel.outbox.facts import Fact

FactT = TypeVar("FactT", bound=Fact)
NAME_LENGTH = 120
Handler = Callable[[Any], None]


class UnknownHandler(LookupError):
    """A delivery names a handler that this code does not subscribe: renamed, removed, or newer than this process."""


@dataclass(frozen=True)
class Subscription:
    """A handler and its stable name; `room` is the reacting room, by which order is kept."""

    name: str
    room: str
    handler: Handler
    is_outside: bool
    label: str = field(default="", compare=False)


_by_fact: dict[str, list[Subscription]] = {}
_by_name: dict[str, Subscription] = {}


def subscribe(
    fact: type[FactT], handler: Callable[[FactT], None], *, label: str = "", outside_transaction: bool = False
) -> None:
    """Let a handler react to a fact, after the handlers that were subscribed before it. Operators read its label.

    `outside_transaction`: it talks to a channel; it runs without a transaction, at least once, and must be idempotent.

    :raises ValueError: its name cannot be imported or stored, it reacts already, or is subscribed inside and outside.
    """
    name = f"{handler.__module__}.{handler.__qualname__}"
    if "<" in name or len(name) > NAME_LENGTH:
        raise ValueError(f"{name} cannot be stored and found again")
    room = handler.__module__.removesuffix(".handlers")
    subscription = Subscription(name, room, handler, outside_transaction, label)
    if _by_name.setdefault(name, subscription) != subscription:
        raise ValueError(f"{name} is subscribed both inside and outside a transaction")
    reacting = _by_fact.setdefault(fact.wire_name(), [])
    if subscription in reacting:
        raise ValueError(f"{name} reacts to {fact.wire_name()} already")
    reacting.append(subscription)


def subscriptions_to(fact_name: str) -> list[Subscription]:
    """Return who reacts to a fact, in the order of subscription."""
    return _by_fact.get(fact_name, [])


def handler_named(name: str) -> Handler:
    """Return the function behind a delivery.

    :raises UnknownHandler: nobody subscribes under that name.
    """
    subscription = _by_name.get(name)
    if subscription is None:
        raise UnknownHandler(name)
    return subscription.handler


def label_of(name: str) -> str:
    """Return what operators read of a handler; its dotted name where nobody subscribes it any more."""
    subscription = _by_name.get(name)
    return subscription.label if subscription is not None and subscription.label else name


def table() -> dict[str, list[Subscription]]:
    """Return the whole page: fact name -> who reacts."""
    return {name: list(reacting) for name, reacting in _by_fact.items()}
