"""Hot words and what members search."""

from django.contrib import admin

from kernel.audit.desk import DeskAdmin, ReadOnlyDesk
from mall.catalog.models import HotWord, SearchCount


@admin.register(HotWord)
class HotWordDesk(DeskAdmin):
    list_display = ["text", "position", "is_shown"]
    list_editable = ["position", "is_shown"]
    search_fields = ["text"]


@admin.register(SearchCount)
class SearchCountDesk(ReadOnlyDesk):
    list_display = ["text", "searched_on", "times"]
    list_filter = ["searched_on"]
    search_fields = ["text"]
    ordering = ["-searched_on", "-times"]
