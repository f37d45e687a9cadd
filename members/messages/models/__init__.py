"""The inbox of members, and what is on its way to them."""

from members.messages.models.inbox import Message

__all__ = ["Message"]
