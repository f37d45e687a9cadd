"""The shop in a browser: a shop window, read-only. Who wants to buy does so in the mini-program."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel import clock
from kernel.errors import Invalid, NotFound
from kernel.web import problems
from kernel.web.pages import after, read_cursor, write_cursor
from mall.catalog.selectors import (
    CategoryNode,
    ProductFilter,
    anybody,
    category_tree,
    hot_words,
    keyset_of,
    product_rows,
)
from mall.storefront.selectors import home_sections, product_cards, product_page, shop_config
from mall.storefront.selectors.products import product_data, window_reviews

PER_PAGE = 24
LONGEST_SEARCH = 100
SORTS = {"default": "综合", "sales": "销量", "new": "新品", "price": "价格从低到高", "-price": "价格从高到低"}
Page = Callable[..., HttpResponse]


def window(page: Page) -> Page:
    """Make a view a page of the shop: only to look at, and what is not there is said in the shop's own words."""

    @require_safe
    @wraps(page)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return page(request, *args, **kwargs)
        except (NotFound, Invalid):
            return nothing_here(request)

    return shown


@window
def home(request: HttpRequest) -> HttpResponse:
    """Show the sections that operators laid out."""
    return show(request, "home", sections=home_sections(viewer=anybody(clock.now())))


@window
def category(request: HttpRequest, category_id: int) -> HttpResponse:
    """Show a visible category: the way to it, what is below it, its products."""
    way = way_to(category_id, category_tree())
    return show(request, "category", way=way, here=way[-1], **listing(request, category_id=category_id))


@window
def search(request: HttpRequest) -> HttpResponse:
    """Show what a text finds; without a text what others search for."""
    q = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH]
    found = listing(request, q=q) if q else {"cards": []}
    return show(request, "search", q=q, hot=hot_words(at=clock.now()), **found)


@window
def product(request: HttpRequest, product_id: int) -> HttpResponse:
    """Show a product with its SKUs."""
    page = product_page(product_id, viewer=anybody(clock.now()))
    found = product_data(page)
    pictures = [url for url in (found["cover_url"], *found["pictures"]) if url]
    way = find_way(int(found["category"]["id"]), category_tree())
    return show(request, "product", product=found, pictures=pictures, way=way, reviews=window_reviews(page))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an unknown path: people get a page, programs a problem."""
    is_person = "text/html" in request.headers.get("Accept", "") and not request.path.startswith("/api/")
    return nothing_here(request) if is_person else problems.not_found(request, exception)


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Show the page for what is not there (any more)."""
    return show(request, "not_found", status=404)


def show(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page inside the shop's frame."""
    frame = {"shop": shop_config(), "categories": category_tree()}
    return render(request, f"shop/{name}.html", frame | context, status=status)


@dataclass(frozen=True)
class SortLink:
    """A way to order the list, as a link."""

    label: str
    query: str
    is_chosen: bool


def listing(request: HttpRequest, *, category_id: int | None = None, q: str = "") -> dict[str, Any]:
    """Return one page of a list of products, and the queries of its links.

    :raises kernel.web.pages.BadCursor: altered, or made for another order.
    """
    sort = request.GET.get("sort", "")
    wanted = ProductFilter(at=clock.now(), category_id=category_id, q=q, sort=sort if sort in SORTS else "default")
    keyset, rows = keyset_of(wanted), product_rows(wanted)
    if cursor := request.GET.get("cursor", ""):
        rows = rows.filter(after(keyset, read_cursor(cursor, keyset)))
    found = list(rows[: PER_PAGE + 1])
    more = write_cursor(found[PER_PAGE - 1], keyset) if len(found) > PER_PAGE else ""
    return {
        "cards": product_cards(found[:PER_PAGE]),
        "sorts": [SortLink(label, query_of(request, sort=each), wanted.sort == each) for each, label in SORTS.items()],
        "next": query_of(request, sort=wanted.sort, cursor=more) if more else "",
        "is_first": not cursor,
    }


def query_of(request: HttpRequest, **values: str) -> str:
    """Return a query string that keeps the search text and sets what is given."""
    query = request.GET.copy()
    for name in set(query) - {"q"}:
        del query[name]
    for name, value in values.items():
        query[name] = value
    return query.urlencode()


def way_to(category_id: int, nodes: Iterable[CategoryNode]) -> tuple[CategoryNode, ...]:
    """Return a visible category and those above it, the highest first.

    :raises NotFound: no such category is shown.
    """
    if way := find_way(category_id, nodes):
        return way
    raise NotFound


def find_way(category_id: int, nodes: Iterable[CategoryNode]) -> tuple[CategoryNode, ...]:
    """Return the way to a category, empty when it is not shown."""
    for node in nodes:
        if node.id == category_id:
            return (node,)
        if way := find_way(category_id, node.children):
            return (node, *way)
    return ()
