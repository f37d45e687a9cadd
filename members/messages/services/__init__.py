"""Writes of messages."""

from members.messages.services.sending import send

__all__ = ["send"]
