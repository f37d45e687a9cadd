"""Actions of operators: a button, a small page with a form and a confirmation, one service call, one audit entry."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.enums import ActionVariant

from kernel.audit.desk.forms import DeskForm, dress
from kernel.audit.desk.trail import actor_of, difference, snapshot, typed_into
from kernel.audit.services import record, target_of
from kernel.errors import Refusal

# (desk, request, row, cleaned data) -> what to tell the operator, or None for the usual sentence, or a file to download
Run = Callable[[Any, HttpRequest, Any, dict[str, Any]], "str | HttpResponse | None"]


@dataclass(frozen=True, kw_only=True)
class DeskAction:
    """Decorator of a desk's method `(self, request, row, data) -> str | None` that makes one service call.

    What returns a response instead of a sentence is a download: it is sent as it is.

    `permission` is `app_label.codename`; `when` hides the button where the state forbids it (the service decides);
    `atomic` puts the call and its audit entry into one transaction: turn it off for services that talk to a channel,
    which open their own. A form derived from DeskForm gets the row as `subject`; `initial` pre-fills it.
    `audit=False` is for services that write the audit log themselves.
    """

    label: str
    permission: str
    form: type[forms.Form] = DeskForm
    initial: Callable[[Any], dict[str, Any]] | None = None
    confirm: str = ""
    success: str = ""
    when: Callable[[Any], bool] | None = None
    icon: str = ""
    variant: str = "default"
    atomic: bool = True
    audit: bool = True

    do_not_call_in_templates: ClassVar[bool] = True

    def __call__(self, run: Run) -> Callable[..., HttpResponse]:
        @wraps(run)
        def view(desk: Any, request: HttpRequest, object_id: str) -> HttpResponse:
            return _Page(self, run, desk, request, object_id).respond()

        # What unfold reads of an action.
        view.short_description = self.label  # type: ignore[attr-defined] # as above
        view.allowed_permissions = [self.permission]  # type: ignore[attr-defined] # as above
        view.url_path = run.__name__.replace("_", "-")  # type: ignore[attr-defined] # as above
        view.icon = self.icon or None  # type: ignore[attr-defined] # as above
        view.variant = ActionVariant(self.variant)  # type: ignore[attr-defined] # as above
        view.attrs = {}  # type: ignore[attr-defined] # as above
        view.original_function_name = run.__name__  # type: ignore[attr-defined] # as above
        view.desk_action = self  # type: ignore[attr-defined] # DeskAdmin reads `when` from it
        return view

    def allows(self, row: Any) -> bool:
        """Tell whether the row's state lets the button show."""
        return self.when is None or self.when(row)


desk_action = DeskAction


class _Page:
    """One visit to an action's page: GET shows the form, POST carries it out."""

    def __init__(self, action: DeskAction, run: Run, desk: Any, request: HttpRequest, object_id: str) -> None:
        self.action, self.run, self.desk, self.request = action, run, desk, request
        if not request.user.has_perm(action.permission):
            raise PermissionDenied
        self.row = desk.get_object(request, object_id)
        self.download: HttpResponse | None = None

    def respond(self) -> HttpResponse:
        if self.row is None:
            messages.error(self.request, f"{self.desk.opts.verbose_name}不存在或已删除。")
            return HttpResponseRedirect(self._list_url())
        if not self.action.allows(self.row):
            messages.error(self.request, f"当前状态不能“{self.action.label}”。")
            return HttpResponseRedirect(self._row_url())
        form = self._form()
        if self.request.method == "POST" and form.is_valid() and self._carried_out(form):
            return self.download or HttpResponseRedirect(self._row_url())
        return self._drawn(form)

    def _carried_out(self, form: forms.Form) -> bool:
        label, code = self.action.label, code_of(self.desk, self.run)
        entry: dict[str, Any] = {"actor": actor_of(self.request), "target": target_of(self.row)}
        typed = {"input": typed_into(form)} if form.fields else {}
        try:
            with transaction.atomic() if self.action.atomic else nullcontext():
                before = snapshot(self.row)
                said = self.run(self.desk, self.request, self.row, form.cleaned_data)
                if self.action.audit:
                    left, right = difference(before, _present(self.row))
                    record(action=code, label=label, before=left, after={**right, **typed}, **entry)
        except Refusal as refusal:
            entry["after"] = {"refused": refusal.code, **typed}
            record(action=f"{code}.refused", label=f"{label}（被拒绝）", **entry)
            _tell(form, refusal)
            return False
        if isinstance(said, HttpResponse):
            self.download = said
        else:
            messages.success(self.request, said or self.action.success or f"{label}：已完成。")
        return True

    def _form(self) -> forms.Form:
        given: dict[str, Any] = {"initial": self.action.initial(self.row) if self.action.initial else None}
        if self.request.method == "POST":
            given |= {"data": self.request.POST, "files": self.request.FILES}
        if issubclass(self.action.form, DeskForm):
            return self.action.form(subject=self.row, **given)
        form = self.action.form(**given)
        dress(form)
        return form

    def _drawn(self, form: forms.Form) -> HttpResponse:
        context = {
            **self.desk.admin_site.each_context(self.request),
            "title": self.action.label,
            "subtitle": str(self.row),
            "action": self.action,
            "form": form,
            "media": self.desk.media + form.media,
            "opts": self.desk.opts,
            "original": self.row,
            "back_url": self._row_url(),
        }
        # A refusal is a page to correct, not a success.
        status = 422 if form.is_bound else 200
        return TemplateResponse(self.request, "desk/action.html", context, status=status)

    def _list_url(self) -> str:
        return reverse(f"{self.desk.admin_site.name}:{_view_name(self.desk, 'changelist')}")

    def _row_url(self) -> str:
        return reverse(f"{self.desk.admin_site.name}:{_view_name(self.desk, 'change')}", args=[self.row.pk])


def bulk_action(
    *, label: str, permission: str, audit: bool = True
) -> Callable[[Callable[[Any, HttpRequest, Any], None]], Callable[..., None]]:
    """Decorate a desk's method `(self, request, row)` into an action on the selected rows: one call and entry for each.

    A refused row stops none of the others; the operator is told how many went through and why the first one did not.
    """

    def decorate(run: Callable[[Any, HttpRequest, Any], None]) -> Callable[..., None]:
        @admin.action(description=label)
        @wraps(run)
        def act(desk: Any, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
            refused: list[Refusal] = []
            done = 0
            for row in queryset:
                try:
                    _one_of_many(run, desk, request, row, label if audit else "")
                    done += 1
                except Refusal as refusal:
                    refused.append(refusal)
            if done:
                messages.success(request, f"{label}：{done} 条已完成。")
            if refused:
                messages.error(request, f"{label}：{len(refused)} 条未能完成，例如：{refused[0].detail}")

        act.desk_permission = permission  # type: ignore[attr-defined] # DeskAdmin.get_actions reads it
        return act

    return decorate


@transaction.atomic
def _one_of_many(run: Callable[..., None], desk: Any, request: HttpRequest, row: models.Model, label: str) -> None:
    before = snapshot(row)
    run(desk, request, row)
    if label:
        left, right = difference(before, _present(row))
        who, target = actor_of(request), target_of(row)
        record(actor=who, action=code_of(desk, run), label=label, target=target, before=left, after=right)


def code_of(desk: Any, run: Callable[..., Any]) -> str:
    """Return how the log calls an action: room and method, `mall.orders.cancel`."""
    return f"{desk.opts.app_label}.{run.__name__}".replace("_", ".", 1)


def _present(row: models.Model) -> dict[str, Any]:
    """Return the row as the database has it now; empty if it is gone."""
    now = type(row)._base_manager.filter(pk=row.pk).first()
    return snapshot(now) if now else {}


def _tell(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal on the form: at its fields where it names them, else on top."""
    form.add_error(None, refusal.detail)
    for error in refusal.errors:
        if error.get("field") in form.fields:
            form.add_error(error["field"], error.get("detail") or error.get("message") or refusal.detail)


def _view_name(desk: Any, view: str) -> str:
    return f"{desk.opts.app_label}_{desk.opts.model_name}_{view}"
