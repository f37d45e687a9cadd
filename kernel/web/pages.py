"""Pages by key, not by number: page 500 costs what page 1 costs (quality 5).

The cursor holds the key values of the last row, signed, and bound to the order it was made for.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db.models import BooleanField, Func, Model, Q, QuerySet, Value
from django.db.models.expressions import Expression, F
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.errors import Invalid

if TYPE_CHECKING:
    # The framework's views load this module while they are being loaded themselves.
    from rest_framework.views import APIView

DEFAULT_LIMIT, MAX_LIMIT = 20, 100


class BadCursor(Invalid):
    code, title = "bad_cursor", "翻页游标无效，请从第一页重新开始"


class BadLimit(Invalid):
    code, title = "bad_limit", f"limit 须为 1-{MAX_LIMIT} 的整数"


class _Row(Func):
    template = "(%(expressions)s)"
    output_field = BooleanField()  # never read: a row has no single type


class _RowCompare(Func):
    """`(a, b) < (x, y)`: one range of the index on (a, b), on SQLite and PostgreSQL alike."""

    template = "%(expressions)s"
    output_field = BooleanField()
    conditional = True

    def __init__(self, left: _Row, right: _Row, *, is_descending: bool) -> None:
        super().__init__(left, right, arg_joiner=" < " if is_descending else " > ")


class KeysetPagination(BasePagination):
    """Paging of a view with `keyset = ("-placed_at", "-id")`, or `get_keyset()` where the caller chooses the order.

    The last field is unique. Rows without a value in a nullable key field are left out.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: "APIView | None" = None) -> list[Any]:
        keyset = keyset_of(view)
        limit = limit_of(request, default_limit_of(view))
        cursor = request.query_params.get("cursor")
        if cursor:
            queryset = queryset.filter(after(keyset, read_cursor(cursor, keyset)))
        rows = list(not_null(queryset, keyset).order_by(*keyset)[: limit + 1])
        self.next = write_cursor(rows[limit - 1], keyset) if len(rows) > limit else None
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.next})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        next_page = {"type": ["string", "null"], "description": "下一页的游标；没有更多时为 null"}
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {"results": schema, "next": next_page},
        }

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": default_limit_of(view)}
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "schema": {"type": "string"},
                "description": "上一页给出的 next",
            },
            {"name": "limit", "in": "query", "required": False, "schema": limit, "description": "每页条数"},
        ]


def keyset_of(view: Any) -> tuple[str, ...]:
    """Return the order of a view's list."""
    return tuple(view.get_keyset() if hasattr(view, "get_keyset") else view.keyset)


def default_limit_of(view: "APIView | None") -> int:
    """Return the page size of a view: its `default_limit`, for short lists that are always shown whole, or 20."""
    return int(getattr(view, "default_limit", DEFAULT_LIMIT))


def limit_of(request: Request, default: int = DEFAULT_LIMIT) -> int:
    """Return how many rows the caller wants.

    :raises BadLimit: not a whole number from 1 to 100.
    """
    text = request.query_params.get("limit", str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MAX_LIMIT):
        raise BadLimit(errors=[{"field": "limit", "code": "bad_limit", "message": BadLimit.title}])
    return int(text)


def after(keyset: Sequence[str], values: Sequence[Any]) -> Q | Expression:
    """Return the condition "behind this row" in the order of the keyset."""
    names = [name.lstrip("-") for name in keyset]
    descending = [name.startswith("-") for name in keyset]
    if len(set(descending)) == 1:
        left, right = _Row(*map(F, names)), _Row(*map(Value, values))
        return _RowCompare(left, right, is_descending=descending[0])
    return _after_mixed(names, descending, values)


def _after_mixed(names: Sequence[str], descending: Sequence[bool], values: Sequence[Any]) -> Q:
    """Compare field by field; the bound on the first field lets an index begin at the right place."""
    behind = Q()
    for position in reversed(range(len(names))):
        name, side = names[position], "lt" if descending[position] else "gt"
        beyond = Q(**{f"{name}__{side}": values[position]})
        behind = beyond | (Q(**{name: values[position]}) & behind) if behind else beyond
    return Q(**{f"{names[0]}__{'lte' if descending[0] else 'gte'}": values[0]}) & behind


def not_null(queryset: QuerySet[Any], keyset: Sequence[str]) -> QuerySet[Any]:
    """Leave out rows that have no place in the order."""
    fields = {field.name: field for field in queryset.model._meta.get_fields()}
    for name in (name.lstrip("-") for name in keyset):
        if getattr(fields.get(name), "null", False):
            queryset = queryset.filter(**{f"{name}__isnull": False})
    return queryset


def write_cursor(row: Model | dict[str, Any], keyset: Sequence[str]) -> str:
    """Return the opaque place of a row."""
    values = [row[name] if isinstance(row, dict) else getattr(row, name) for name in (n.lstrip("-") for n in keyset)]
    packed = [{"t": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    return signing.dumps(packed, salt=_salt(keyset))


def read_cursor(text: str, keyset: Sequence[str]) -> list[Any]:
    """Return the values of a cursor.

    :raises BadCursor: altered, foreign, or made for another order.
    """
    try:
        packed = signing.loads(text, salt=_salt(keyset))
    except (signing.BadSignature, ValueError) as error:
        raise BadCursor from error
    return [datetime.fromisoformat(value["t"]) if isinstance(value, dict) else value for value in packed]


def _salt(keyset: Sequence[str]) -> str:
    return "keyset:" + ",".join(keyset)
