"""The layouts and ciphers against the vectors of protocols.md 10.2, computed elsewhere."""

import hashlib

from simulators import crypto

STAMP, NONCE = "1767225600", "593BEC0C930BF1AFEB40B4A08C8FB242"
ANSWER_NONCE = "abcdefghijklmnopqrstuvwxyz012345"
APIV3_KEY, GCM_NONCE = "0123456789abcdef0123456789abcdef", "fdasflkja484"
TOKEN, AES_KEY = "testtoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SESSION_KEY = "AAECAwQFBgcICQoLDA0ODw=="
B1 = (
    '{"appid":"wx0123456789abcdef","mchid":"1900000001","description":"测试商品","out_trade_no":"T20260101000001",'
    '"notify_url":"https://mall.example.com/api/pay/wechat/notify","amount":{"total":1,"currency":"CNY"},'
    '"payer":{"openid":"oTESTopenid000000000000000001"}}'
).encode()
P5 = b'{"mchid":"1900000001","out_trade_no":"T20260101000001","trade_state":"SUCCESS"}'
P6 = (
    b'{"phoneNumber":"13800138000","purePhoneNumber":"13800138000","countryCode":"86",'
    b'"watermark":{"timestamp":1767225600,"appid":"wx0123456789abcdef"}}'
)
V5 = (
    "DUcegK33A8MEOgdCtMPWwAdqzVjy3c3PSUd0ZmYkqr+HZBhZ2IINK5rQPYKdjLgLWra3ukkk2BG/"
    "sMCWIPKIWpBmGYUw1wpAFGALLx8cS5R1dwsrRZ4CoxB+PxDkbng="
)
V5B = (
    "DUcegK33A8MEOgdCtMPWwAdqzVjy3c3PSUd0ZmYkqr+HZBhZ2IINK5rQPYKdjLgLWra3ukkk2BG/"
    "sMCWIPKIWpBmGYUw1wpAFGALLx8cS8dwiRY5nJZYo9FepGVaQYQ="
)
V6 = (
    "aLhedzo+Z6es5zW+YHo9susiHnaEYeAkbZXA6vB3xXwsEHApbzM53NsvIVPS8sbzE9Tu3cKoosCIaJ9ReH9c7q8xI4AFlJ8HTHrrdVC0WzSFVEG+Q/"
    "SUBzVOfvRAiCzgg0JkylP9/tDhDKuTKzFv19p4V9j7elAzV+dUTIJJUIaTCup3tGmuEkiU4NyS+qF+qEWPn5DRGL+VA8X7B7E1rw=="
)
V8C = (
    "Q3stYC6hdFzMh9T8HCvyDJtSGcka/FIyNf3jfd6JTAA2r1PswPZoYtOkgbDxAEgRYeavovsSHF3SkjgvPyY8xH8jBvgRqwCX+bN3wL9cch4odIpCKJnY"
    "Yz65DafqWu6l"
)


def measured(message: bytes) -> tuple[int, str]:
    return len(message), hashlib.sha256(message).hexdigest()


def test_v1_the_request_to_place_an_order_is_laid_out_byte_for_byte() -> None:
    message = crypto.request_message("POST", "/v3/pay/transactions/jsapi", STAMP, NONCE, B1)

    assert measured(message) == (341, "18237cbd3c90cc04c27d8c3c54aec772d852817432d220fe1c51a70432674963")


def test_v2_a_query_keeps_its_query_string_and_ends_with_an_empty_line() -> None:
    target = "/v3/pay/transactions/out-trade-no/T20260101000001?mchid=1900000001"

    message = crypto.request_message("GET", target, STAMP, NONCE, b"")

    assert measured(message) == (116, "b000e8b5c51a47731a9ad0daa3e52fbc861f606540df015b06fced1d148b73e5")


def test_v3_the_client_parameters_are_laid_out_as_in_the_official_example() -> None:
    package = "prepay_id=wx201410272009395522657a690389285100"

    message = crypto.pay_sign_message("wx2421b1c4370ec43b", "1554208460", NONCE, package)

    assert measured(message) == (110, "bf5c0eab11b7710ea376aaa5038ad079fb8175af60d6cbf676fa3bcc4d218bcb")


def test_v4_an_answer_with_a_body_is_laid_out_in_three_lines() -> None:
    body = b'{"prepay_id":"wx201410272009395522657a690389285100"}'

    message = crypto.answer_message(STAMP, ANSWER_NONCE, body)

    assert measured(message) == (97, "d5ede6b4c82da785772e775a2d3797fc9fc03e229c565d17cc63613697c3108d")


def test_v4b_an_empty_answer_still_has_its_third_line() -> None:
    message = crypto.answer_message(STAMP, ANSWER_NONCE, b"")

    assert measured(message) == (45, "01cc164c975181862b0923129e79ebb55a12d49b879658771c063af89ad7564a")


def test_v5_a_resource_is_encrypted_with_its_associated_data() -> None:
    assert crypto.gcm_encrypt(APIV3_KEY, GCM_NONCE, "transaction", P5) == V5


def test_v5b_a_resource_is_encrypted_without_associated_data() -> None:
    assert crypto.gcm_encrypt(APIV3_KEY, GCM_NONCE, "", P5) == V5B


def test_v6_user_data_is_encrypted_with_the_session_key() -> None:
    assert crypto.encrypt_user_data(SESSION_KEY, "EBESExQVFhcYGRobHB0eHw==", P6) == V6


def test_v7_raw_data_is_signed_with_the_text_of_the_session_key() -> None:
    signature = crypto.raw_data_signature('{"nickName":"Band","gender":1}', SESSION_KEY)

    assert signature == "496808cd634b4f856b599ae80c73f6abb1be50fc"


def test_v7b_a_session_check_signs_the_empty_message() -> None:
    signature = crypto.session_signature(SESSION_KEY)

    assert signature == "75c022993d64e3ac224c1c9d6f2b4c6eb53f22f6c7aa6be94428577d11d12fd5"


def test_v8_a_push_is_signed_over_its_sorted_parts() -> None:
    assert crypto.sorted_sha1(TOKEN, STAMP, "123456") == "7d72d18a4c0a420e9f79a03147a575cec3a85066"


def test_v8b_the_encoding_key_is_base64_without_its_end() -> None:
    key = crypto.push_key(AES_KEY)

    assert key.hex() == "69b71d79f8218a39259a7a29aabb2dbafc31cb3d35db7e39ebbf3d0010831051"


def test_v8c_a_push_is_padded_to_blocks_of_32_bytes() -> None:
    message = b'{"ToUserName":"gh_1","Event":"test"}'

    encrypted = crypto.encrypt_push(AES_KEY, b"0123456789abcdef", message, "wx0123456789abcdef")

    assert encrypted == V8C


def test_v8d_the_message_signature_covers_the_ciphertext() -> None:
    signature = crypto.sorted_sha1(TOKEN, STAMP, "123456", V8C)

    assert signature == "df42e6edc8db93e955ea116223cb23546d98e63f"
