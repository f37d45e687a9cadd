"""Which variable fills which field of a WeChat template: one list to choose from per field, nothing typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from members.messages.wechat_fields import kind_of


class MappingWidget(forms.Widget):
    """A row per field of the template: its label, what it takes, and the variables to choose from."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Mapping[str, Any]] = ()
        self.variables: Mapping[str, str] = {}

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = value if isinstance(value, dict) else {}
        rows = [
            {
                "name": f"{name}__{row['key']}",
                "label": row["label"],
                "takes": "、".join(row.get("choices") or ()) or _takes(row["key"]),
                "chosen": chosen.get(row["key"], ""),
            }
            for row in self.rows
        ]
        return render_to_string("desk/message_mapping.html", {"rows": rows, "variables": self.variables.items()})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """Return what was chosen; where the page did not ask for a field yet, the variable of the same label."""
        by_label = {label: variable for variable, label in self.variables.items()}
        return {row["key"]: data.get(f"{name}__{row['key']}", by_label.get(row["label"], "")) for row in self.rows}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: Any) -> str:
        return ""  # several lists, none of them the one


def _takes(key: str) -> str:
    kind = kind_of(key)
    return kind.label if kind else key


class MappingField(forms.Field):
    """Cleans to `{"thing1": "goods"}`; a field without a variable is left out."""

    widget = MappingWidget

    def clean(self, value: Any) -> dict[str, str]:
        chosen = {key: variable for key, variable in (value or {}).items() if variable}
        widget: Any = self.widget
        if set(chosen.values()) - widget.variables.keys():
            raise forms.ValidationError("请从列表中选择变量")
        return chosen

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or {}) != {key: variable for key, variable in (data or {}).items() if variable}
