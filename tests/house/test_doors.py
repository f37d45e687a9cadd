"""Every list endpoint has a query-count test; every room says what it promises."""

import re

from tests.house import sources
from tests.house.sources import ROOT


def test_every_room_has_a_readme_of_its_own() -> None:
    rooms = sorted(
        {
            s.room.replace(".", "/")
            for s in sources.product_sources()
            if s.path.endswith("/apps.py") and "config" not in s.path
        }
    )

    assert [room for room in rooms if not (ROOT / room / "README.md").exists()] == []


def test_every_list_endpoint_has_a_query_count_test() -> None:
    lists = re.compile(r"operation_id=\"(\w+)_list\"|class (\w+)\((?:Member|Public)ListView")
    found = {
        (match.group(1) or match.group(2)).lower()
        for source in sources.product_sources()
        if "/api/" in source.path
        for match in lists.finditer(source.text)
    }
    counted = "\n".join(
        s.text
        for s in sources.every_test()
        if "constant_queries" in s.text
        or "assertNumQueries" in s.text
        or "assert_num_queries" in s.text
        or "assert_max_num_queries" in s.text
        or "CaptureQueriesContext" in s.text
    )

    assert [name for name in sorted(found) if name.rstrip("s").replace("view", "") not in counted.lower()] == []
