"""Bases of the admin pages: paged, joined lists; changes in the audit log; buttons that know permission and state."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.admin import ShowFacets
from django.contrib.admin.checks import ModelAdminChecks
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.dataclasses import UnfoldAction

from kernel.audit.desk.trail import actor_of, difference, inputs, snapshot
from kernel.audit.services import record, target_of

Fields = dict[str, Any] | None


class DeskAdmin(ModelAdmin):
    """Base of every admin page. Plain forms are for reference data; status, money and stock change by `desk_action`."""

    # Unfold's checks ask the database whether permissions exist, and `migrate` checks before an empty one has tables.
    checks_class = ModelAdminChecks
    list_per_page = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER  # counting every filter scans the table
    empty_value_display = "—"
    view_on_site: Any = False
    warn_unsaved_form = True
    list_filter_submit = True
    list_fullwidth = True

    def get_actions(self, request: HttpRequest) -> Any:
        """Leave out list actions whose `desk_permission` the operator lacks."""
        actions = super().get_actions(request)
        for name, (function, _name, _label) in list(actions.items()):
            permission = getattr(function, "desk_permission", None)
            if permission and not request.user.has_perm(permission):
                del actions[name]
        return actions

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """Leave out buttons that the row's state forbids."""
        actions = super().get_actions_detail(request, object_id)
        if not any(_guarded(action) for action in actions):
            return list(actions)
        row = self.get_object(request, str(object_id))
        if row is None:
            return []
        return [action for action in actions if not _guarded(action) or action.method.desk_action.allows(row)]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Lead to what the audit log knows of the row; Django's own history sees plain forms only."""
        if not request.user.has_perm("kernel_audit.view_auditentry"):
            shown: HttpResponse = super().history_view(request, object_id, extra_context)
            return shown
        page = reverse(f"{self.admin_site.name}:kernel_audit_auditentry_changelist")
        return HttpResponseRedirect(f"{page}?{urlencode({'target': f'{self.opts.label_lower}:{object_id}'})}")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Remember the row as it was, for the log."""
        former = type(obj)._base_manager.filter(pk=obj.pk).first() if change else None
        form.desk_before = snapshot(former) if former else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the rest of the page, then record all of it in one entry."""
        super().save_related(request, form, formsets, change)
        before, after = _changes(form, formsets)
        if change and not after:
            return
        self._record(request, form.instance, "change" if change else "add", before if change else None, after)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._record(request, obj, "delete", snapshot(obj), None)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self._record(request, row, "delete", snapshot(row), None)
        super().delete_queryset(request, queryset)

    def _record(self, request: HttpRequest, row: models.Model, act: str, before: Fields, after: Fields) -> None:
        said = {"add": "新增", "change": "修改", "delete": "删除"}[act]
        record(
            actor=actor_of(request),
            action=f"{row._meta.label_lower}.{act}".replace("_", ".", 1),
            label=f"{said}{row._meta.verbose_name}",
            target=target_of(row),
            before=before,
            after=after,
        )


class ReadOnlyDesk(DeskAdmin):
    """A page that shows and acts, but has no form to save and nothing to delete."""

    warn_unsaved_form = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DeskInline(TabularInline):
    """Rows of a page that may be edited with it, as a table."""

    extra = 0
    tab = True
    show_change_link = False


class StackedDeskInline(StackedInline):
    """Rows of a page that may be edited with it, one below the other."""

    extra = 0
    tab = True


class ReadOnlyInline(DeskInline):
    """Rows of a page that are only shown."""

    can_delete = False
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _guarded(action: UnfoldAction) -> bool:
    spec = getattr(action.method, "desk_action", None)
    return spec is not None and spec.when is not None


def _changes(form: Any, formsets: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the page changed, before and after: own fields, many-to-many, inline rows."""
    before, after = difference(getattr(form, "desk_before", None) or {}, snapshot(form.instance))
    for field in form.instance._meta.many_to_many:
        if field.name in form.changed_data:
            before |= inputs({field.name: form.initial.get(field.name, [])})
            after |= inputs({field.name: form.cleaned_data.get(field.name)})
    for formset in formsets:
        for row in getattr(formset, "new_objects", []):
            after[_inline_name(row)] = snapshot(row)
        for row, names in getattr(formset, "changed_objects", []):
            former = _initial_of(formset, row)
            before[_inline_name(row)] = {name: inputs({name: former.get(name)})[name] for name in names}
            after[_inline_name(row)] = {name: inputs({name: getattr(row, name, None)})[name] for name in names}
        for row in getattr(formset, "deleted_objects", []):
            before[_inline_name(row)], after[_inline_name(row)] = snapshot(row), None
    return before, after


def _inline_name(row: models.Model) -> str:
    return f"{row._meta.verbose_name} {row.pk}"


def _initial_of(formset: Any, row: models.Model) -> dict[str, Any]:
    found: forms.ModelForm[Any] | None = next((form for form in formset.initial_forms if form.instance is row), None)
    return dict(found.initial) if found else {}
