"""Members for operators: who they are, who became whom, who looked at them; regions."""

from members.accounts.admin import access, members, merging, regions

__all__ = ["access", "members", "merging", "regions"]
