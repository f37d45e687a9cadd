"""Categories as a tree, and brands."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from tree_queries.admin import TreeChangeList
from tree_queries.forms import TreeNodeChoiceField

from kernel.audit.desk import DeskForm, actor_of, desk_action
from kernel.errors import Refusal
from mall.catalog.admin.history import HistoryDesk
from mall.catalog.admin.pictures import WashedPictures, thumb
from mall.catalog.models import Brand, Category, Product
from mall.catalog.services import move_category, reindex_products
from mall.catalog.services.categories import check_place


def indented(category: Category) -> str:
    """Return a name behind as many full-width spaces as its level asks for."""
    return "\u3000\u3000" * getattr(category, "tree_depth", 0) + category.name


class TreeField(TreeNodeChoiceField):
    """A choice of categories in tree order, indented."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Category.objects.with_tree_fields(), **{"required": False, "empty_label": "（顶级）", **kwargs}
        )

    def label_from_instance(self, obj: Any) -> str:
        return indented(obj)


class MoveForm(DeskForm):
    parent = TreeField(label="移到哪个分类之下")
    position = forms.IntegerField(label="排序", min_value=0, max_value=1_000_000, help_text="数字小的排在前面")

    def prepare(self, subject: Any) -> None:
        self.fields["parent"].queryset = Category.objects.with_tree_fields()  # type: ignore[attr-defined] # a choice field


class CategoryForm(WashedPictures):
    parent = TreeField(label="上级分类", help_text="保存后用“移动”调整")

    class Meta:
        model = Category
        fields = ("parent", "code", "name", "description", "position", "is_visible", "icon")

    def clean_parent(self) -> Category | None:
        parent: Category | None = self.cleaned_data["parent"]
        try:
            check_place({each.pk: each for each in Category.objects.all()}, category_id=None, parent_id=_id(parent))
        except Refusal as refusal:
            raise forms.ValidationError(refusal.detail) from refusal
        return parent


def _id(row: Category | None) -> int | None:
    return row.pk if row else None


class Reference(HistoryDesk):
    """Reference data: kept with its history, hidden instead of deleted, found by products under its name."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change and "name" in form.changed_data:
            named = Product.objects.filter(**{self.opts.model_name: form.instance})
            reindex_products(product_ids=named.values_list("id", flat=True))


@admin.register(Category)
class CategoryDesk(Reference):
    form = CategoryForm
    list_display = ["tree_name", "picture", "code", "position", "is_visible"]
    list_filter = ["is_visible"]
    search_fields = ["name", "code"]
    actions_detail = ["move"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        found: QuerySet[Category] = Category.objects.with_tree_fields()
        return found

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return []

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return TreeChangeList

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["parent_name", "position"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        parent = "parent_name" if obj else "parent"
        return [parent, "code", "name", "description", "position", "is_visible", "icon"]

    @admin.display(description="名称")
    def tree_name(self, category: Category) -> str:
        return indented(category)

    @admin.display(description="上级分类")
    def parent_name(self, category: Category) -> str:
        return str(category.parent or "（顶级）")

    @admin.display(description="图标")
    def picture(self, category: Category) -> Any:
        return thumb(category.icon)

    @desk_action(
        label="移动",
        permission="mall_catalog.move_category",
        form=MoveForm,
        initial=lambda category: {"parent": category.parent_id, "position": category.position},
        confirm="下级分类会一起移动。",
    )
    def move(self, request: HttpRequest, row: Category, data: dict[str, Any]) -> str:
        move_category(
            category_id=row.pk, parent_id=_id(data["parent"]), position=data["position"], actor=actor_of(request)
        )
        return format_html("已移动 {}", row.name)


@admin.register(Brand)
class BrandDesk(Reference):
    form = WashedPictures
    list_display = ["name", "picture", "code", "position", "is_visible"]
    list_filter = ["is_visible"]
    search_fields = ["name", "code"]
    fields = ["code", "name", "description", "position", "is_visible", "logo"]

    @admin.display(description="标志")
    def picture(self, brand: Brand) -> Any:
        return thumb(brand.logo)
