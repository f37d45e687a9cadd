"""The member's page, with what rooms above accounts have to show on it."""

from members.accounts.admin.members import MemberDesk
from members.portraits.admin import AnswerInline

MemberDesk.inlines = [*MemberDesk.inlines, AnswerInline]
