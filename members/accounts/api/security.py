"""How the OpenAPI document describes a member's access token.

Imported by `urls`; `authentication` itself is loaded before the framework is ready for it.
"""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class MemberAuthenticationScheme(OpenApiAuthenticationExtension):
    target_class = "members.accounts.api.authentication.MemberAuthentication"
    name = "member"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
