"""POST me/data-exports: built by a task, opened by a signed link for minutes, by whoever owns it."""

import io
import json
import zipfile
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from kernel import clock
from members.accounts.models import Member, PersonalAccess
from members.privacy import tasks
from members.privacy.models import DataExport
from tests.factories.accounts import AddressFactory
from tests.members.accounts.steps import merged, with_phone

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/data-exports"


@pytest.fixture
def ready(client_of, alice, deliver_pending):
    """Alice's client, with a copy that is built."""
    client = client_of(alice)
    client.post(URL)
    deliver_pending()
    return client


def link_of(client) -> str:
    return urlsplit(client.get(URL).json()["export"]["url"]).path


def opened(content: bytes) -> tuple[dict, str]:
    file = zipfile.ZipFile(io.BytesIO(content))
    return json.loads(file.read("个人信息.json")), file.read("个人信息.html").decode()


def test_a_copy_is_asked_for_and_built_apart(client_of, alice, deliver_pending):
    client = client_of(alice)

    asked = client.post(URL)
    assert (asked.status_code, asked.json()["state"], asked.json()["url"]) == (202, "requested", "")
    deliver_pending()

    export = client.get(URL).json()["export"]
    assert (export["state"], export["size_bytes"] > 100) == ("ready", True)
    assert "/api/v1/data-exports/" in export["url"]


def test_it_tells_what_every_room_knows(client_of, alice, deliver_pending, anonymous):
    with_phone(alice, "13800138000")
    Member.objects.filter(pk=alice.pk).update(nickname="<script>alert(1)</script>")
    AddressFactory(member=alice, name="林晓", is_default=True)
    client = client_of(alice)
    client.post(URL)
    deliver_pending()

    answer = anonymous.get(link_of(client))

    content, page = opened(answer.content)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    assert content["会员"]["资料"]["手机号"] == "13800138000"
    assert content["会员"]["收货地址"][0]["收货人"] == "林晓"
    assert "<script>" not in page
    assert "林晓" in page


def test_nothing_of_it_lies_open(ready, alice):
    export = DataExport.objects.get()

    assert alice.number not in export.content_cipher
    assert export.content_cipher.startswith("gAAAA")


def test_fetching_is_counted_and_written_down(ready, alice, anonymous):
    anonymous.get(link_of(ready))
    anonymous.get(link_of(ready))

    assert DataExport.objects.get().downloads == 2
    assert [(row.member, row.operator, row.what) for row in PersonalAccess.objects.all()] == [
        (alice, None, "export"),
        (alice, None, "export"),
    ]


def test_an_altered_link_opens_nothing(ready, anonymous):
    link = link_of(ready)

    for bad in (link[:-1] + ("A" if link[-1] != "A" else "B"), "/api/v1/data-exports/abc", link + "x"):
        answer = anonymous.get(bad)
        assert (answer.status_code, answer.json()["code"]) == (404, "export_not_found")
    assert DataExport.objects.get().downloads == 0


def test_a_link_lives_for_minutes_and_the_copy_for_days(ready, anonymous):
    now, link = clock.now(), link_of(ready)

    with clock.at(now + timedelta(minutes=16)):
        assert anonymous.get(link).status_code == 404
        assert anonymous.get(link_of(ready)).status_code == 200
    with clock.at(now + timedelta(days=7, minutes=1)):
        assert tasks.expire_exports() == 1
        assert anonymous.get(link).status_code == 404
    export = DataExport.objects.get()
    assert (export.state, export.content_cipher) == ("expired", "")


def test_one_a_day(ready, alice):
    again = ready.post(URL)

    assert (again.status_code, again.json()["code"]) == (429, "export_too_often")
    assert int(again["Retry-After"]) > 80_000
    assert DataExport.objects.count() == 1


def test_asking_while_it_is_built_asks_for_the_same(client_of, alice):
    client = client_of(alice)

    first, second = client.post(URL).json(), client.post(URL).json()

    assert first["id"] == second["id"]


def test_nobody_reads_another_ones_copy(ready, client_of, bob, anonymous):
    assert client_of(bob).get(URL).json() == {"export": None}
    assert (anonymous.get(URL).status_code, anonymous.post(URL).status_code) == (401, 401)


def test_a_copy_of_one_half_ends_with_the_merge(ready, alice, bob, anonymous):
    link = link_of(ready)

    merged(alice, bob)

    assert anonymous.get(link).status_code == 404


def test_who_became_one_gets_both_halves(client_of, alice, bob, deliver_pending, anonymous):
    merged(bob, alice)
    client = client_of(alice)
    client.post(URL)
    deliver_pending()

    content, _ = opened(anonymous.get(link_of(client)).content)

    assert content[f"会员（并入的会员 {bob.number}）"]["资料"]["昵称"] == "bob"
