"""Walk the operators' site: every page of every room, and the words a visitor reads on it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.contrib import admin
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse

READ_ATTRIBUTES = ("title", "placeholder", "aria-label", "alt", "data-label")
UNREAD_TAGS = ("script", "style", "template", "code", "pre")
VOID_TAGS = ("input", "br", "img", "hr", "meta", "link")
ENGLISH = re.compile(r"[A-Za-z]{3,}(?:['’][a-z]+)?")
# Codes, not words: dotted and underscored names, addresses, anything with a digit in it.
CODE = re.compile(r"\S*(?:[A-Za-z0-9]+[._@:/#-])+[A-Za-z0-9*%]+\S*|\b\w*\d\w*\b")
KNOWN = {
    "Siyu", "SKU", "CSV", "XLSX", "JSON", "HTML", "URL", "Ctrl", "Command", "WeChat", "openid", "unionid", "LDAP",
    "stella", "Stella", "alice", "Alice", "PNG", "JPEG", "WebP", "GIF", "esc", "csv", "xlsx",
}  # fmt: skip


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        hides = tag in UNREAD_TAGS or "material-symbols-outlined" in given.get("class", "")
        if hides or (self._unread and tag not in VOID_TAGS):
            self._unread.append(tag)
        self.texts += [given[name] for name in READ_ATTRIBUTES if name in given]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.texts.append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if self._unread and self._unread[-1] == tag:
            self._unread.pop()

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.texts.append(data)


def english_on(page: str) -> set[str]:
    """Return the English words a visitor of the page reads."""
    parser = _Text()
    parser.feed(page)
    texts = (CODE.sub(" ", text) for text in parser.texts)
    return {word for text in texts for word in ENGLISH.findall(text)} - KNOWN


def addresses(operator: Any) -> Iterator[str]:
    """Yield every page that this operator may open: lists, forms for new rows, one row each with its actions."""
    request = RequestFactory().get("/")
    request.user = operator
    for model, desk in admin.site._registry.items():
        if not desk.has_view_permission(request):
            continue
        yield _page(model, "changelist")
        if desk.has_add_permission(request):
            yield _page(model, "add")
        row = model._default_manager.first()
        if row is not None:
            yield _page(model, "change", row.pk)
            yield from _actions(desk, request, row)
            if desk.has_delete_permission(request, row):
                yield _page(model, "delete", row.pk)


def _actions(desk: Any, request: Any, row: models.Model) -> Iterator[str]:
    for action in desk.get_actions_detail(request, row.pk):
        yield reverse(f"admin:{action.action_name}", args=[row.pk])


def _page(model: type[models.Model], view: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def signed_in(operator: Any) -> Client:
    """Return a browser in which this operator is signed in."""
    client = Client()
    client.force_login(operator)
    return client
