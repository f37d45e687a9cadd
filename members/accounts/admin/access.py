"""Who looked at members' personal data."""

from django.contrib import admin

from kernel.audit.desk import ReadOnlyDesk, link_column, moment_column, text_column
from members.accounts.models import PersonalAccess


@admin.register(PersonalAccess)
class PersonalAccessDesk(ReadOnlyDesk):
    list_display = ["moment", "who", "member_page", "what", "reason"]
    list_filter = ["what", "at"]
    list_select_related = ["member", "operator"]
    search_fields = ["member__number", "member__nickname", "operator__username"]
    search_help_text = "会员号、昵称或员工用户名"
    moment = moment_column("at", "时间")
    who = text_column("operator", "查看者")
    member_page = link_column("member", "会员")
    fields = readonly_fields = ["moment", "who", "member_page", "what", "reason"]
