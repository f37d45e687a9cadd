"""`make demo` is a living shop: the whole walk against it, and every fact delivered."""

from datetime import UTC, datetime, timedelta

from tests.live.demo import Demo
from tests.live.programs import eventually, manage
from tests.live.walk import Operator, Shopper


def test_the_walk_of_the_readme(demo: Demo) -> None:
    wendy = Shopper(demo.shop, demo.simulators, "openid-wendy")
    wendy.sign_in()
    number = wendy.buy()
    wendy.pay(number)

    eventually(lambda: wendy.status(number) == "to_ship", said=demo.program.said)
    Operator(demo.shop).ship(number, "SF1000000001")
    assert wendy.status(number) == "shipped"
    wendy.call("POST", f"orders/{number}/receive", {})
    manage("tick", "--at", (datetime.now(UTC) + timedelta(days=8)).isoformat(), environment=demo.environment)

    assert wendy.status(number) == "completed"
    manage("verify", environment=demo.environment)


def test_the_shop_and_the_documents_answer(demo: Demo) -> None:
    wendy = Shopper(demo.shop, demo.simulators, "openid-wendy")

    for path in ("/", "/admin/login/", "/api/docs/", "/api/schema/", "/healthz", "/metrics"):
        assert wendy.http.get(f"{demo.shop}{path}", timeout=20).status_code == 200, path


def test_the_last_pieces_of_a_scarce_sku_can_be_bought(demo: Demo) -> None:
    wendy = Shopper(demo.shop, demo.simulators, "openid-wendy")
    page, scarce = wendy.call("GET", "products?in_stock=true&limit=100"), []
    while not scarce:
        for card in page["results"]:
            scarce += [s for s in wendy.call("GET", f"products/{card['id']}")["skus"] if s["available"] == 2]
        if not page["next"]:
            break
        page = wendy.call("GET", f"products?in_stock=true&limit=100&cursor={page['next']}")

    assert [sku["is_buyable"] for sku in scarce][:1] == [True]
