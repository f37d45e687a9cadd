"""Read the bodies of control calls: known fields only, so that a typo in a test is seen."""

from typing import Any

from simulators.control.errors import ControlRefusal
from simulators.web import Request


def read_fields(request: Request, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the posted object; an empty body is an empty object.

    :raises ControlRefusal: no JSON object, a missing field, or an unknown one.
    """
    try:
        body = request.json() if request.body else {}
    except ValueError:
        raise ControlRefusal("bad_json", "the body is no JSON") from None
    if not isinstance(body, dict):
        raise ControlRefusal("bad_json", "the body must be an object")
    missing, unknown = set(required) - set(body), set(body) - {*required, *optional}
    if missing or unknown:
        raise ControlRefusal("bad_fields", f"missing: {sorted(missing)}; unknown: {sorted(unknown)}")
    return body
