"""The writes of the room."""

from members.audiences.services.filling import Change, add_members, ensure_audience, remove_members, replace_members
from members.audiences.services.importing import (
    AudienceComputed,
    AudienceImportNotFound,
    ImportNotOpen,
    NewList,
    apply_import,
    drop_import,
    read_import,
)
from members.audiences.services.reading import ListUnusable

__all__ = [
    "AudienceComputed",
    "AudienceImportNotFound",
    "Change",
    "ImportNotOpen",
    "ListUnusable",
    "NewList",
    "add_members",
    "apply_import",
    "drop_import",
    "ensure_audience",
    "read_import",
    "remove_members",
    "replace_members",
]
