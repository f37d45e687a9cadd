"""Members for operators: who they are, who became whom, who looked at them."""

from members.accounts.admin import access, members, merging

__all__ = ["access", "members", "merging"]
