"""The operators' site: Chinese, themed by unfold."""

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Siyu 私域",
    "SITE_HEADER": "Siyu 私域",
    "SITE_SUBHEADER": "商城运营后台",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
}
LOGIN_URL = "/admin/login/"
LOGIN_REDIRECT_URL = "/admin/"
