"""Consent with its history, copies of personal data, and the end of a membership."""

from members.privacy.models.consent import Consent
from members.privacy.models.erasure import Erasure
from members.privacy.models.export import DataExport

__all__ = ["Consent", "DataExport", "Erasure"]
