"""The operators' site: Chinese, themed by unfold."""

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Siyu 私域",
    "SITE_HEADER": "Siyu 私域",
    "SITE_SUBHEADER": "商城运营后台",
    "SITE_SYMBOL": "storefront",
    "SITE_URL": "",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "config.desks.site.favicon"}],
    "SCRIPTS": ["config.desks.site.chinese"],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    "SIDEBAR": {"show_search": True, "show_all_applications": False, "navigation": "config.desks.menu.navigation"},
    "COLORS": {
        # A calm teal: unfold's violet shouts beside the state badges.
        "primary": {
            "50": "oklch(98.4% .014 180.72)",
            "100": "oklch(95.3% .051 180.801)",
            "200": "oklch(91% .096 180.426)",
            "300": "oklch(85.5% .138 181.071)",
            "400": "oklch(77.7% .152 181.912)",
            "500": "oklch(70.4% .14 182.503)",
            "600": "oklch(60% .118 184.704)",
            "700": "oklch(51.1% .096 186.391)",
            "800": "oklch(43.7% .078 188.216)",
            "900": "oklch(38.6% .063 188.416)",
            "950": "oklch(27.7% .046 192.524)",
        },
    },
}
LOGIN_URL = "/admin/login/"
LOGIN_REDIRECT_URL = "/admin/"
