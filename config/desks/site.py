"""The operators' site, behind which every `@admin.register` page stands."""

from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponseBase
from unfold.sites import UnfoldAdminSite

# Alpine.js evaluates expressions and the rich-text editor writes an import map: allowed here, never for the API.
_RELAXED = {"script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL]}


class SiyuAdminSite(UnfoldAdminSite):
    """Ours in one place: a later unfold is a change of this class and of `kernel.audit.desk`."""

    site_title = "Siyu 私域"
    site_header = "Siyu 私域"
    index_title = "工作台"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return csp_update(_RELAXED)(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        relaxed: Any = csp_update(_RELAXED)(super().login)
        return relaxed(request, extra_context)
