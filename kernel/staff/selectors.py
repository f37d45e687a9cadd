"""Permissions as operators read them."""

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import QuerySet

LAYERS = ("kernel_", "members_", "mall_", "growth_")
_VERBS = {"add": "新增", "change": "修改", "delete": "删除", "view": "查看"}


def shop_permissions() -> QuerySet[Permission]:
    """Return the permissions of our own rooms, room by room."""
    labels = [config.label for config in apps.get_app_configs() if config.label.startswith(LAYERS)]
    return (
        Permission.objects.filter(content_type__app_label__in=labels)
        .select_related("content_type")
        .order_by("content_type__app_label", "content_type__model", "codename")
    )


def permission_title(permission: Permission) -> str:
    """Return a permission in Chinese: `商品 · 品牌 · 修改`; one that a room named itself keeps its name."""
    return " · ".join(_parts(permission))


def permission_groups(permissions: QuerySet[Permission]) -> dict[str, dict[str, list[str]]]:
    """Return room -> what -> verbs, in Chinese."""
    groups: dict[str, dict[str, list[str]]] = {}
    for permission in permissions:
        room, what, verb = _parts(permission)
        groups.setdefault(room, {}).setdefault(what, []).append(verb)
    return groups


def _parts(permission: Permission) -> tuple[str, str, str]:
    content_type = permission.content_type
    room = apps.get_app_config(content_type.app_label).verbose_name
    model = content_type.model_class()
    what = model._meta.verbose_name if model else content_type.model
    verb, _, rest = permission.codename.partition("_")
    plain = rest == content_type.model and verb in _VERBS
    return str(room), str(what), _VERBS[verb] if plain else permission.name
