"""What may be done with personal data: agree and take back, ask for a copy, leave for good."""

from members.privacy.services.consents import ConsentOutdated, PurposeUnknown, record_consent
from members.privacy.services.erasures import (
    ErasureNotFound,
    ErasureRefused,
    carry_out_erasure,
    request_erasure,
    withdraw_erasure,
)
from members.privacy.services.exports import (
    ExportGone,
    ExportTooOften,
    build_export,
    expire_exports,
    link_token,
    open_export,
    request_export,
)

__all__ = [
    "ConsentOutdated",
    "ErasureNotFound",
    "ErasureRefused",
    "ExportGone",
    "ExportTooOften",
    "PurposeUnknown",
    "build_export",
    "carry_out_erasure",
    "expire_exports",
    "link_token",
    "open_export",
    "record_consent",
    "request_erasure",
    "request_export",
    "withdraw_erasure",
]
