"""Pages of audiences for operators."""

from members.audiences.admin.audiences import AudienceDesk, AudienceMemberDesk
from members.audiences.admin.imports import AudienceImportDesk

__all__ = ["AudienceDesk", "AudienceImportDesk", "AudienceMemberDesk"]
