"""Make what a channel takes out of a kind, the operators' template and the values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from members.messages.models import Template
from members.messages.ports import MessageKind
from members.messages.wechat_fields import Unfit, fitted
from members.messages.wording import UnknownVariable, filled, filled_page

LONGEST_SMS = 300
# Where a text begins with such brackets the carrier shows what is in them as the sender.
_SENDER_MARKS = str.maketrans({"【": "(", "】": ")"})


@dataclass(frozen=True)
class Rendered:
    """What goes out. `unfit` says, field by field, what a channel would refuse."""

    content: Mapping[str, object] = field(default_factory=dict)
    unfit: tuple[str, ...] = ()


def render_wechat(template: Template, kind: MessageKind, values: Mapping[str, str]) -> Rendered:
    """Return `{template_id, page, fields}`, every field shortened to what WeChat takes."""
    if template.wechat_template is None:
        return Rendered(unfit=("没有选择微信模板",))
    fields, unfit = {}, []
    for row in template.field_rows():
        try:
            fields[row["key"]] = fitted(row["key"], values[row["variable"]], choices=row.get("choices") or ())
        except KeyError:
            unfit.append(f"{row['label']}：没有选择变量")
        except Unfit as error:
            unfit.append(f"{row['label']}（{row['key']}）：{error}")
    content = {
        "template_id": template.wechat_template.template_id,
        "page": filled_page(kind.page, values),
        "fields": fields,
    }
    return Rendered(content, tuple(unfit))


def render_sms(template: Template, values: Mapping[str, str]) -> Rendered:
    """Return `{text}`; a value cannot pretend to be another sender."""
    plain = {name: value.translate(_SENDER_MARKS) for name, value in values.items()}
    try:
        text = filled(template.sms_text, plain)
    except UnknownVariable as error:
        return Rendered(unfit=(f"没有变量 {error}",))
    return Rendered({"text": text[:LONGEST_SMS]}, () if text else ("内容为空",))
