"""The home page for operators: sections in order, their pictures and products chosen by name."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from kernel.audit.desk import DeskAdmin, StackedDeskInline
from mall.storefront.models import Section, SectionItem


class SectionItemInline(StackedDeskInline):
    model = SectionItem
    autocomplete_fields = ["product", "category"]
    readonly_fields = ["preview"]
    fieldsets = [(None, {"fields": [("title", "position"), ("product", "category"), "picture", "preview"]})]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let whoever lays out the page take things off it; the audit log keeps them."""
        return self.has_change_permission(request, obj)

    @admin.display(description="现在的图片")
    def preview(self, item: SectionItem) -> str:
        if not item.picture:
            return "—"
        return format_html('<img src="{}" alt="" class="rounded" width="250" height="100">', item.picture.url)


@admin.register(Section)
class SectionDesk(DeskAdmin):
    list_display = ["__str__", "kind", "source", "size", "position", "is_visible"]
    list_editable = ["position", "is_visible"]
    list_filter = ["kind", "is_visible"]
    search_fields = ["title", "text"]
    ordering = ["position", "id"]
    autocomplete_fields = ["category", "audiences"]
    list_select_related = ["category"]
    inlines = [SectionItemInline]
    conditional_fields = {
        "text": "kind == 'notice'",
        "choice": "kind == 'products'",
        "category": "kind == 'products' && choice == 'category'",
        "size": "kind == 'products' || kind == 'categories'",
    }
    fieldsets = [
        (None, {"fields": [("kind", "title"), "text", ("choice", "category"), "size"]}),
        ("摆放", {"fields": [("position", "is_visible"), "audiences"]}),
    ]

    @admin.display(description="内容来源")
    def source(self, section: Section) -> str:
        """Say in words what fills the section."""
        if section.kind == Section.Kind.NOTICE:
            return section.text[:30] or "—"
        if section.kind == Section.Kind.CATEGORIES:
            return "顶级分类"
        if section.kind == Section.Kind.CAROUSEL:
            return "下方的图片"
        if section.choice == Section.Choice.CATEGORY:
            return f"分类：{section.category or '未选择'}"
        return str(section.get_choice_display())
