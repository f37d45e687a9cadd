"""The operators' site, behind which every `@admin.register` page stands."""

from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.templatetags.static import static
from django.views.i18n import JavaScriptCatalog
from unfold.sites import UnfoldAdminSite

from config.desks import dashboard
from kernel.audit.desk import actor_of
from kernel.audit.services import record

# Alpine.js evaluates expressions and the rich-text editor writes an import map: allowed here, never for the API.
_RELAXED = {"script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL]}


class SiyuAdminSite(UnfoldAdminSite):
    """Ours in one place: a later unfold is a change of this class and of `kernel.audit.desk`."""

    site_title = "Siyu 私域"
    site_header = "Siyu 私域"
    index_title = "工作台"
    index_template = "desk/index.html"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return csp_update(_RELAXED)(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Sign an operator in, and write it down."""
        was_signed_in = request.user.is_authenticated
        relaxed: Any = csp_update(_RELAXED)(super().login)
        response: HttpResponseBase = relaxed(request, extra_context)
        if request.user.is_authenticated and not was_signed_in:
            target = f"kernel_staff.operator:{request.user.pk}"
            record(actor=actor_of(request), action="kernel.staff.sign_in", label="登录后台", target=target)
        return response

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().index(request, {"dashboard": dashboard.context(request), **(extra_context or {})})

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return _Catalogue.as_view(packages=["django.contrib.admin"])(request)


class _Catalogue(JavaScriptCatalog):
    """Django's own catalogue of a package leaves out the project's; ours fills its gaps."""

    def get_paths(self, packages: list[str]) -> list[str]:
        return [*super().get_paths(packages), *map(str, settings.LOCALE_PATHS)]


def favicon(request: HttpRequest) -> str:
    """Return the address of the site's icon."""
    return static("siyu/favicon.svg")


def chinese(request: HttpRequest) -> str:
    """Return the address of the script that translates what libraries write from theirs."""
    return static("siyu/chinese.js")
