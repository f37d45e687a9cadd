"""What a product's detail may hold: the editor offers it, and everything else is washed out."""

from django_prose_editor.fields import create_sanitizer

DETAIL_EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Underline": True,
    "Strike": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "Table": True,
    "TableRow": True,
    "TableCell": True,
    "TableHeader": True,
}
_wash = create_sanitizer(DETAIL_EXTENSIONS)


def clean_html(html: str) -> str:
    """Return a detail with only the tags and attributes the editor can make."""
    return str(_wash(html)) if html else ""
