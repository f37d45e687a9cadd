"""The pages about messages for operators."""

from members.messages.admin import deliveries, inbox, templates, wechat

__all__ = ["deliveries", "inbox", "templates", "wechat"]
