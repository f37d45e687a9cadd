"""Vectors V6 and V7 of the protocol notes."""

import pytest

from kernel.wechat.user_data import UserDataInvalid, decrypt_user_data, is_signed

SESSION_KEY = "AAECAwQFBgcICQoLDA0ODw=="
IV = "EBESExQVFhcYGRobHB0eHw=="
APPID = "wx0123456789abcdef"
V6 = (
    "aLhedzo+Z6es5zW+YHo9susiHnaEYeAkbZXA6vB3xXwsEHApbzM53NsvIVPS8sbzE9Tu3cKoosCIaJ9ReH9c7q8xI4AFlJ8HTHrrdVC0WzSFVEG+"
    "Q/SUBzVOfvRAiCzgg0JkylP9/tDhDKuTKzFv19p4V9j7elAzV+dUTIJJUIaTCup3tGmuEkiU4NyS+qF+qEWPn5DRGL+VA8X7B7E1rw=="
)


def test_v6_decrypts():
    data = decrypt_user_data(session_key=SESSION_KEY, encrypted=V6, iv=IV, appid=APPID)

    assert data == {
        "phoneNumber": "13800138000",
        "purePhoneNumber": "13800138000",
        "countryCode": "86",
        "watermark": {"timestamp": 1767225600, "appid": APPID},
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"appid": "wxsomebodyelse00"},
        {"session_key": "AAECAwQFBgcICQoLDA0OAA=="},
        {"session_key": "c2hvcnQ="},
        {"session_key": "not base64!"},
        {"iv": "EBESExQVFhcYGRobHB0eAA=="},
        {"iv": ""},
        {"encrypted": V6[:-24] + "A" * 22 + "=="},
        {"encrypted": "AAAA"},
        {"encrypted": ""},
        {"encrypted": "密文"},
    ],
)
def test_what_is_altered_or_made_for_others_is_refused(changed):
    with pytest.raises(UserDataInvalid):
        decrypt_user_data(**{"session_key": SESSION_KEY, "encrypted": V6, "iv": IV, "appid": APPID, **changed})


def test_v7_is_signed():
    raw, signature = '{"nickName":"Band","gender":1}', "496808cd634b4f856b599ae80c73f6abb1be50fc"

    assert is_signed(raw_data=raw, signature=signature, session_key=SESSION_KEY)
    assert not is_signed(raw_data=raw + " ", signature=signature, session_key=SESSION_KEY)
    assert not is_signed(raw_data=raw, signature=signature, session_key=IV)
    assert not is_signed(raw_data=raw, signature="签名", session_key=SESSION_KEY)
