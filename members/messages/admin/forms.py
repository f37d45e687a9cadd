"""The form of a template: variables by their Chinese names, checked channel by channel with sample values."""

import re
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from members.messages.admin.mapping import MappingField
from members.messages.models import Template, WechatTemplate
from members.messages.ports import GROUPS, MessageKind, find_kind, kinds
from members.messages.selectors import MOST_AT_ONCE, previews_of

_HOLE = re.compile(r"\{([^{}]*)\}")
TEXTS = ("title", "body", "sms_text")


class TemplateForm(forms.ModelForm):
    kind = forms.ChoiceField(label="消息类型", widget=UnfoldAdminSelectWidget)
    wechat_fields = MappingField(label="字段对应", required=False)

    class Meta:
        model = Template
        fields = (
            *("kind", "uses_inbox", "title", "body", "uses_wechat", "wechat_template", "wechat_fields", "scene"),
            *("uses_sms", "sms_text"),
        )
        widgets = {
            "title": UnfoldAdminTextInputWidget,
            "body": UnfoldAdminTextareaWidget(attrs={"rows": 3}),
            "sms_text": UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        }

    class Media:
        js = ("siyu/insert.js",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.message_kind = find_kind(self.instance.kind or self._posted("kind"))
        self._see_to_kind()
        if "title" not in self.fields:
            return  # a new template begins with its kind alone; who may only read sees the preview
        for name in TEXTS:
            self.fields[name].widget.attrs["data-variables"] = "，".join(self._labels().values())
            if isinstance(self.initial.get(name), str):
                self.initial[name] = self._renamed(self.initial[name], self._labels())
        self._see_to_mapping()

    def _see_to_kind(self) -> None:
        field = self.fields["kind"]
        if self.instance.pk:
            field.choices = [(self.instance.kind, str(self.instance))]  # type: ignore[attr-defined] # a ChoiceField
            field.disabled = True
            return
        used = set(Template.objects.values_list("kind", flat=True))
        free = [kind for kind in kinds() if kind.code not in used]
        groups = [
            (name, [(kind.code, kind.label) for kind in free if kind.group == code]) for code, name in GROUPS.items()
        ]
        field.choices = [("", "请选择"), *(pair for pair in groups if pair[1])]  # type: ignore[attr-defined] # as above

    def _see_to_mapping(self) -> None:
        widget: Any = self.fields["wechat_fields"].widget
        widget.variables = self._labels()
        chosen = self._posted("wechat_template") or self.instance.wechat_template_id
        template = WechatTemplate.objects.filter(pk=chosen).first() if str(chosen or "").isdigit() else None
        widget.rows = template.fields if template else ()
        field: Any = self.fields["wechat_template"]
        field.queryset = WechatTemplate.objects.filter(is_gone=False)

    def _posted(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name), "")) if self.is_bound else ""

    def _labels(self) -> dict[str, str]:
        return dict(self.message_kind.variables) if self.message_kind else {}

    def _renamed(self, text: str, names: dict[str, str]) -> str:
        return _HOLE.sub(lambda hole: f"{{{names.get(hole.group(1), hole.group(1))}}}", text)

    def _clean_text(self, name: str) -> str:
        text = str(self.cleaned_data.get(name) or "").strip()
        by_label = {label: variable for variable, label in self._labels().items()}
        unknown = [hole for hole in _HOLE.findall(text) if hole not in by_label]
        if unknown:
            known = "、".join(f"{{{label}}}" for label in by_label)
            raise forms.ValidationError(f"没有变量“{'、'.join(unknown)}”，可用：{known}")
        return self._renamed(text, by_label)

    def clean_title(self) -> str:
        return self._clean_text("title")

    def clean_body(self) -> str:
        return self._clean_text("body")

    def clean_sms_text(self) -> str:
        return self._clean_text("sms_text")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        kind = self.message_kind
        if kind is None or self.errors:
            return data
        if not kind.is_optional and not data["uses_inbox"]:
            self.add_error("uses_inbox", "交易必需的通知始终进入站内信")
        elif self.instance.pk:
            self._check_channels(kind, data)
            self._check_scene(data)
        elif not data["uses_inbox"]:
            self.add_error("uses_inbox", "请先选择站内信，保存后再设置其他渠道")
        return data

    def _check_channels(self, kind: MessageKind, data: dict[str, Any]) -> None:
        """Show what a channel would refuse of the sample values, before it is sent to anybody."""
        if not (data["uses_inbox"] or data["uses_wechat"] or data["uses_sms"]):
            self.add_error(None, "至少选择一个渠道")
        if data["uses_wechat"] and not data.get("wechat_template"):
            self.add_error("wechat_template", "请选择微信模板")
        if data["uses_sms"] and not data.get("sms_text"):
            self.add_error("sms_text", "请填写短信内容")
        draft = Template(**{**data, "kind": kind.code})
        for preview in previews_of(draft):
            if preview.unfit and preview.channel.startswith("微信") and data["uses_wechat"]:
                self.add_error("wechat_fields", list(preview.unfit))
            elif preview.unfit and preview.channel == "短信" and data["uses_sms"]:
                self.add_error("sms_text", list(preview.unfit))

    def _check_scene(self, data: dict[str, Any]) -> None:
        """WeChat asks for three templates at once, no more."""
        template, scene = data.get("wechat_template"), data.get("scene")
        if not (data["uses_wechat"] and template and scene):
            return
        others = Template.objects.filter(scene=scene, uses_wechat=True).exclude(pk=self.instance.pk)
        asked = set(others.values_list("wechat_template_id", flat=True)) | {template.pk}
        if len(asked) > MOST_AT_ONCE:
            self.add_error("scene", f"同一场景最多询问 {MOST_AT_ONCE} 个微信模板")
