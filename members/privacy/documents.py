"""What a member gets: one archive with the same content twice, for machines and for people."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

JSON_NAME, HTML_NAME = "个人信息.json", "个人信息.html"


def archive(content: Mapping[str, Any], *, title: str) -> bytes:
    """Return a zip with JSON and HTML; everything a member wrote is escaped in the page."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(JSON_NAME, json.dumps(content, ensure_ascii=False, indent=2))
        file.writestr(HTML_NAME, page(content, title=title))
    return out.getvalue()


def page(content: Mapping[str, Any], *, title: str) -> str:
    """Return a page that needs nothing else: no script, no picture from elsewhere."""
    chapters = [(room, shown(found)) for room, found in content.items()]
    return render_to_string("privacy/export.html", {"title": title, "chapters": chapters})


def shown(value: Any) -> SafeString:
    """Return JSON as tables."""
    if isinstance(value, Mapping):
        rows = ((name, shown(inner)) for name, inner in value.items())
        return format_html("<table>{}</table>", format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", rows))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{}</li>", ((shown(inner),) for inner in value)))
    if isinstance(value, bool):
        return format_html("{}", "是" if value else "否")
    return format_html("{}", "—" if value in (None, "") else value)
