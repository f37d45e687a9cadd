"""The settings page: every option by room, with its present value; each edited on a page of its own."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from kernel.audit.desk import DeskForm, ReadOnlyDesk
from kernel.options import registry
from kernel.options.kinds import Option, OptionInvalid
from kernel.options.models import StoredOption
from kernel.options.selectors import option_groups
from kernel.options.services import reset_option, set_option

CHANGE = "kernel_options.change_storedoption"


class OptionForm(DeskForm):
    """One field, of the option's kind."""

    def prepare(self, subject: Option[Any]) -> None:
        field = subject.field()
        field.label = subject.label
        field.help_text = subject.help or field.help_text
        self.fields["value"] = field


@admin.register(StoredOption)
class OptionDesk(ReadOnlyDesk):
    def get_urls(self) -> list[URLPattern]:
        edit = self.admin_site.admin_view(self.edit_view)
        return [path("set/<str:name>/", edit, name="kernel_options_set"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """List what rooms declare, not what is stored."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "运营设置",
            "opts": self.opts,
            "groups": option_groups(),
            "may_change": request.user.has_perm(CHANGE),
        }
        return TemplateResponse(request, "desk/options.html", context)

    def edit_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """Change one option, or give it its default back."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        option = registry.find(name)
        if option is None:
            raise Http404
        if request.method == "POST" and "reset" in request.POST:
            reset_option(name=name, operator_id=_operator_id(request))
            return self._done(request, f"“{option.label}”已恢复默认值。")
        # An unticked switch posts nothing: not `request.POST or None`.
        typed = request.POST if request.method == "POST" else None
        form = OptionForm(typed, subject=option, initial={"value": option.get()})
        if form.is_valid() and _stored(option, form, request):
            return self._done(request, f"“{option.label}”已保存。")
        return self._drawn(request, option, form)

    def _done(self, request: HttpRequest, sentence: str) -> HttpResponse:
        messages.success(request, sentence)
        return HttpResponseRedirect(self._list_url())

    def _drawn(self, request: HttpRequest, option: Option[Any], form: forms.Form) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "修改设置",
            "opts": self.opts,
            "option": option,
            "default": option.show(option.default) or "（空）",
            "form": form,
            "back_url": self._list_url(),
        }
        return TemplateResponse(request, "desk/option.html", context, status=422 if form.is_bound else 200)

    def _list_url(self) -> str:
        return reverse(f"{self.admin_site.name}:kernel_options_storedoption_changelist")


def _stored(option: Option[Any], form: forms.Form, request: HttpRequest) -> bool:
    try:
        set_option(name=option.name, value=form.cleaned_data["value"], operator_id=_operator_id(request))
    except OptionInvalid as refusal:
        form.add_error("value", refusal.detail)
        return False
    return True


def _operator_id(request: HttpRequest) -> int:
    assert request.user.pk is not None, "the operators' site lets nobody in without signing in"
    return request.user.pk
