"""Refusals of the control calls: plain English for the tester."""

from simulators.web import Refusal, Response, json_response


class ControlRefusal(Refusal):
    """A control call that makes no sense now; ``code`` is stable."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status = code, message, status

    def response(self) -> Response:
        return json_response({"code": self.code, "message": self.message}, self.status)
