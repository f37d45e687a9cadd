"""Phone numbers: one written form, one way to look them up, one way to hide them."""

import phonenumbers

from kernel.crypto import keyed_digest

HOME = "CN"


def normal(text: str) -> str:
    """Return the form the house keeps: `13800138000`, `01065529988` at home, `+14155550100` abroad.

    :raises ValueError: it is no phone number.
    """
    number = _parsed(text)
    if number.country_code != phonenumbers.country_code_for_region(HOME):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).replace(" ", "")


def is_valid(text: str) -> bool:
    """Say whether somebody could be reached under what was typed: its range is in use."""
    try:
        return phonenumbers.is_valid_number(_parsed(text))
    except ValueError:
        return False


def masked(phone: str) -> str:
    """Hide the middle: `138****0000`; an empty one stays empty."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 7 else "*" * len(phone)


def digest(phone: str) -> str:
    """Return what an encrypted phone is found by, whatever the form it was typed in.

    :raises ValueError: it is no phone number.
    """
    return keyed_digest(normal(phone), purpose="phone")


def _parsed(text: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a phone number") from error
    if number.extension or not phonenumbers.is_possible_number(number):
        raise ValueError("not a possible phone number")
    return number
