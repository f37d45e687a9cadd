"""What may stand in a path: `<id:product_id>`, `<number:number>`, `<code:code>`; the rest is unknown."""

from django.urls import register_converter


class IdConverter:
    """An id of a row."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return str(value)


class NumberConverter:
    """A public number: 20 digits (rules 1.4)."""

    regex = "[0-9]{20}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CodeConverter(NumberConverter):
    """A code that people or QR pictures carry."""

    regex = "[A-Za-z0-9_-]{1,64}"


# How the OpenAPI document tells them; read by the settings.
SCHEMAS = {
    "id": {"type": "string", "pattern": f"^{IdConverter.regex}$", "example": "42"},
    "number": {"type": "string", "pattern": f"^{NumberConverter.regex}$", "example": "20261121000000000042"},
    "code": {"type": "string", "pattern": f"^{CodeConverter.regex}$"},
}


def register() -> None:
    """Make the converters known; called once, before any urls are read."""
    register_converter(IdConverter, "id")
    register_converter(NumberConverter, "number")
    register_converter(CodeConverter, "code")
