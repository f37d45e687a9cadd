"""GET, PUT me: what a member reads and tells about themselves.

PUT changes only what is sent: mini-programs have no PATCH.
"""

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from kernel import clock
from kernel.crypto import encrypt
from kernel.media.links import file_url
from kernel.media.models import Upload
from kernel.media.services import store_upload
from members.accounts import phones
from members.accounts.models import Member
from members.accounts.services import update_profile

pytestmark = pytest.mark.django_db
URL = "/api/v1/me"


def test_a_member_reads_their_own_profile(client_of, alice):
    Member.objects.update(phone_cipher=encrypt("13800138000"), phone_digest=phones.digest("13800138000"))

    response = client_of(alice).get(URL)

    assert response.status_code == 200
    body = response.json()
    assert body.pop("joined_at").endswith("+08:00")
    assert body == {
        "id": str(alice.pk),
        "number": alice.number,
        "nickname": "alice",
        "avatar": "",
        "gender": "unknown",
        "birthday": None,
        "has_phone": True,
        "phone": "138****8000",
    }


def test_what_is_sent_is_changed(client_of, alice):
    body = {"nickname": " 爱丽丝👩‍🍳 ", "gender": "female", "birthday": "1990-02-28"}

    response = client_of(alice).put(URL, body, format="json")

    alice.refresh_from_db()
    assert response.status_code == 200
    assert response.json()["nickname"] == "爱丽丝👩‍🍳"
    assert (alice.nickname, alice.gender, alice.birthday_on) == ("爱丽丝👩‍🍳", "female", date(1990, 2, 28))


def test_what_is_not_sent_stays(client_of, alice, bob):
    client = client_of(alice)
    client.put(URL, {"nickname": "爱丽丝", "gender": "female", "birthday": "1990-02-28"}, format="json")

    client.put(URL, {"gender": "unknown"}, format="json")
    response = client.put(URL, {}, format="json")

    bob.refresh_from_db()
    assert response.status_code == 200
    assert (response.json()["nickname"], response.json()["gender"]) == ("爱丽丝", "unknown")
    assert response.json()["birthday"] == "1990-02-28"
    assert (bob.nickname, bob.gender) == ("bob", "unknown")


def test_a_birthday_can_be_taken_back(client_of, alice):
    client = client_of(alice)
    client.put(URL, {"birthday": "1990-02-28"}, format="json")

    response = client.put(URL, {"birthday": None}, format="json")

    assert response.json()["birthday"] is None


def test_born_today_or_in_1900_is_possible(alice):
    update_profile(member_id=alice.pk, change={"birthday_on": clock.today()})

    member = update_profile(member_id=alice.pk, change={"birthday_on": date(1900, 1, 1)})

    assert member.birthday_on == date(1900, 1, 1)


@pytest.mark.parametrize("birthday", [date(1899, 12, 31), date(1, 1, 1), clock.today() + timedelta(days=1)])
def test_other_birthdays_are_not(client_of, alice, birthday):
    response = client_of(alice).put(URL, {"birthday": birthday.isoformat()}, format="json")

    alice.refresh_from_db()
    assert response.status_code == 422
    assert response.json()["code"] == "birthday_not_possible"
    assert response.json()["errors"][0]["field"] == "birthday"
    assert alice.birthday_on is None


def upload_of(member) -> Upload:
    picture = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(picture, "PNG")
    return store_upload(content=picture.getvalue(), owner_id=member.pk, kind="member")


def test_an_own_picture_becomes_the_avatar_until_it_is_taken_back(client_of, alice):
    client, upload = client_of(alice), upload_of(alice)

    shown = client.put(URL, {"avatar_id": str(upload.pk)}, format="json").json()["avatar"]
    hidden = client.put(URL, {"avatar_id": None}, format="json").json()["avatar"]

    assert shown == file_url(upload.file)
    assert shown.startswith("http")
    assert hidden == ""


@pytest.mark.parametrize("whose", ["bob's", "nobody's"])
def test_a_picture_of_somebody_else_is_not_there(client_of, alice, bob, whose):
    upload_id = upload_of(bob).pk if whose == "bob's" else 404

    response = client_of(alice).put(URL, {"avatar_id": str(upload_id), "nickname": "爱丽丝"}, format="json")

    alice.refresh_from_db()
    assert (response.status_code, response.json()["code"]) == (404, "avatar_not_found")
    assert (alice.nickname, alice.avatar_url) == ("alice", "")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"nickname": ""}, "nickname"),
        ({"nickname": "   "}, "nickname"),
        ({"nickname": None}, "nickname"),
        ({"nickname": 7}, "nickname"),
        ({"nickname": "x" * 33}, "nickname"),
        ({"nickname": "a\nb"}, "nickname"),
        ({"nickname": "a\u0000b"}, "nickname"),
        ({"nickname": "\u202eecila"}, "nickname"),
        ({"nickname": "\u200b"}, "nickname"),
        ({"avatar_id": "x"}, "avatar_id"),
        ({"gender": "other"}, "gender"),
        ({"gender": None}, "gender"),
        ({"birthday": "28.2.1990"}, "birthday"),
        ({"birthday": "1990-02-30"}, "birthday"),
        ({"birthday": "1990-02-28T00:00:00+08:00"}, "birthday"),
        ({"phone": "13800138000"}, "phone"),
        ({"state": "active"}, "state"),
        ({"first_paid_at": None}, "first_paid_at"),
        ({"id": "1"}, "id"),
        ({"avatar": "https://example.com/a.png"}, "avatar"),
    ],
)
def test_bad_fields_are_named_and_nothing_is_changed(client_of, alice, body, field):
    before = Member.objects.values().get()

    response = client_of(alice).put(URL, body, format="json")

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert Member.objects.values().get() == before


@pytest.mark.parametrize("method", ["get", "put"])
def test_strangers_read_and_change_nothing(anonymous, db, method):
    response = getattr(anonymous, method)(URL)

    assert response.status_code == 401
    assert response.json()["code"] == "not_signed_in"
