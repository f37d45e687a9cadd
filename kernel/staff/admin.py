"""Operators and their roles. Only an owner (超级管理员) opens these pages; auditors may read them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission
from django.http import HttpRequest
from django.template.loader import render_to_string
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from kernel.audit.desk import DeskAdmin, actor_of, moment_column
from kernel.audit.services import record, target_of
from kernel.staff.models import Operator, RoleGroup
from kernel.staff.roles import ROLES
from kernel.staff.selectors import permission_groups, permission_title, shop_permissions

admin.site.unregister(Group)


class OwnersOnly(DeskAdmin):
    """Whoever may hand out roles may do everything, so only owners may; nobody is ever deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Operator)
class OperatorDesk(OwnersOnly, UserAdmin):  # type: ignore[type-arg] # generic only in the stubs
    form, add_form, change_password_form = UserChangeForm, UserCreationForm, AdminPasswordChangeForm
    list_display = ["display_name", "username", "roles", "is_active", "is_superuser", "last_seen"]
    list_filter = ["is_active", "is_superuser", "groups"]
    search_fields = ["username", "display_name", "email"]
    search_help_text = "按姓名、用户名或邮箱搜索"
    ordering = ["id"]
    filter_horizontal = ()
    readonly_fields = ["last_seen", "joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "display_name", "email"]}),
        ("权限", {"fields": ["groups", "is_active", "is_superuser"]}),
        ("时间", {"fields": ["last_seen", "joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "display_name", "usable_password", "password1", "password2"]})]

    last_seen = moment_column("last_login", "最近登录")
    joined = moment_column("date_joined", "加入时间")

    @admin.display(description="角色")
    def roles(self, operator: Operator) -> str:
        return "、".join(group.name for group in operator.groups.all()) or "—"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002 - Django's
        """Set a new password; the log says who did it, never what it is."""
        response = super().user_change_password(request, id, form_url)
        operator = self.get_object(request, id)
        if request.method == "POST" and response.status_code == 302 and operator is not None:
            record(
                actor=actor_of(request),
                action="kernel.staff.set_password",
                label="重设员工密码",
                target=target_of(operator),
            )
        return response


class PermissionField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # as above
    def label_from_instance(self, obj: Permission) -> str:
        return permission_title(obj)


@admin.register(RoleGroup)
class RoleDesk(OwnersOnly, GroupAdmin):
    list_display = ["name", "permission_count", "kind"]
    fields = ["name", "permissions"]
    filter_horizontal = ["permissions"]

    @admin.display(description="来源")
    def kind(self, group: RoleGroup) -> str:
        return "内置" if _is_built_in(group) else "自定义"

    @admin.display(description="权限数")
    def permission_count(self, group: RoleGroup) -> int:
        return len(group.permissions.all())

    @admin.display(description="权限")
    def permission_titles(self, group: RoleGroup) -> str:
        held = permission_groups(shop_permissions().filter(group=group))
        return render_to_string("desk/permissions.html", {"groups": held})

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("permissions")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # What a built-in role may do is a table in the code, seeded again by every migrate.
        return super().has_change_permission(request, obj) and not (obj is not None and _is_built_in(obj))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["name", "permissions"] if self.has_change_permission(request, obj) else ["name", "permission_titles"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any) -> Any:
        if db_field.name == "permissions":
            kwargs.update(form_class=PermissionField, queryset=shop_permissions())
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def _is_built_in(group: Group) -> bool:
    return group.name in {role.name for role in ROLES}
