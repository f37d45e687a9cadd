"""A desk that exists only in tests: operators are renamed by an action instead of a form."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest
from django.test import RequestFactory

from kernel.audit.desk import DeskForm, ReadOnlyDesk, bulk_action, desk_action
from kernel.errors import Conflict
from kernel.staff.models import Operator

RENAME = "kernel_staff.change_operator"


class NameTaken(Conflict):
    code, title = "name_taken", "姓名已被使用"


class RenameForm(DeskForm):
    name = forms.CharField(label="新姓名", max_length=10)


class RenameDesk(ReadOnlyDesk):
    """`rename` refuses the name 老板, after having changed the row: the refusal must undo it."""

    actions_detail = ["rename"]
    actions = ["hire"]

    @desk_action(
        label="改名",
        permission=RENAME,
        form=RenameForm,
        confirm="改名后不能恢复。",
        initial=lambda operator: {"name": operator.display_name},
        when=lambda operator: operator.is_active,
    )
    def rename(self, request: HttpRequest, operator: Operator, data: dict[str, Any]) -> str:
        Operator.objects.filter(pk=operator.pk).update(display_name=data["name"])
        if data["name"] == "老板":
            raise NameTaken("这个姓名已被使用", errors=[{"field": "name", "detail": "换一个"}])
        return f"已改为{data['name']}。"

    @bulk_action(label="启用所选", permission=RENAME)
    def hire(self, request: HttpRequest, operator: Operator) -> None:
        if operator.is_active:
            raise Conflict("已经启用")
        Operator.objects.filter(pk=operator.pk).update(is_active=True)


class Said(BaseStorage):
    """Keeps what the operator is told."""

    def _get(self, *_: Any, **__: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, messages: Any, response: Any, *_: Any, **__: Any) -> list[Any]:
        return []

    @property
    def texts(self) -> list[tuple[str, str]]:
        return [(message.level_tag, str(message.message)) for message in self._queued_messages]


def request_of(operator: Operator, data: dict[str, str] | None = None) -> Any:
    """Return a request of a signed-in operator: GET, or POST with data."""
    factory = RequestFactory()
    request = factory.get("/") if data is None else factory.post("/", data)
    request.user = operator
    request._messages = Said(request)  # type: ignore[attr-defined] # where Django's messages look
    return request


def desk() -> RenameDesk:
    return RenameDesk(Operator, admin.site)
