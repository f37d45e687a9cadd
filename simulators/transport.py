"""Send a notification over HTTP the way WeChat does: five seconds, and no redirects followed."""

import http.client
from urllib.parse import urlsplit

from simulators.deliveries import Answer, Parcel

TIMEOUT_SECONDS = 5.0


def send(parcel: Parcel) -> Answer:
    """Send once; every failure to get an answer is an answer with status 0."""
    address = urlsplit(parcel.url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=TIMEOUT_SECONDS)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    try:
        connection.request(parcel.method, target, body=parcel.body, headers=parcel.headers)
        response = connection.getresponse()
        return Answer(response.status, response.read(4096).decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException) as failure:
        return Answer(0, error=f"{type(failure).__name__}: {failure}")
    finally:
        connection.close()
