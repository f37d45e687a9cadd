"""Regions, to be looked up."""

from django.contrib import admin

from kernel.audit.desk import ReadOnlyDesk
from members.regions.models import Region


@admin.register(Region)
class RegionDesk(ReadOnlyDesk):
    list_display = ["code", "name", "level", "parent_code"]
    list_filter = ["level"]
    search_fields = ["name", "code"]
    ordering = ["code", "level"]
