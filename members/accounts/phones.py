"""Phone numbers: one written form, one way to look them up, one way to hide them."""

import phonenumbers

from kernel.crypto import keyed_digest

HOME = "CN"


def normal(text: str) -> str:
    """Return the E.164 form, `+8613800138000`; a number without a country code is Chinese.

    :raises ValueError: it is no phone number.
    """
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a phone number") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("not a possible phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def valid(text: str) -> bool:
    """Say whether somebody could be reached under what was typed: the range is in use."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(normal(text), HOME))
    except ValueError:
        return False


def shown(phone: str) -> str:
    """Return the form people at home write: `13800138000`, `010 6552 9988`; foreign numbers keep their `+`."""
    if not phone:
        return ""
    number = phonenumbers.parse(phone, HOME)
    if number.country_code != phonenumbers.country_code_for_region(HOME):
        return phone
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return national.replace(" ", "") if national.startswith("1") else national


def masked(phone: str) -> str:
    """Hide the middle: `138****0000`. Short numbers show their last two digits only."""
    text = shown(phone).replace(" ", "")
    if not text:
        return ""
    return f"{text[:3]}****{text[-4:]}" if len(text) > 8 else f"****{text[-2:]}"


def digest(phone: str) -> str:
    """Return what an encrypted phone is found by, whatever the form it was typed in.

    :raises ValueError: it is no phone number.
    """
    return keyed_digest(normal(phone), purpose="phone")
