"""Start simulators, and the handle that tests hold."""

import atexit
import functools
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulators import notifier, transport
from simulators.clock import Clock
from simulators.deliveries import Transport
from simulators.httpd import HOSTS, LOCAL, Server
from simulators.keys import Config, ensure_keys
from simulators.sms.host import show_sms
from simulators.wechat import push, security
from simulators.wechat.login import make_codes
from simulators.wechat.messages import answer_request, show_messages
from simulators.wechatpay import notifications, payer, refunds
from simulators.world import World


@dataclass(frozen=True)
class Options:
    """How to run: keys and state on disk (throw-away keys and memory without), and who carries notifications.

    ``is_background`` False leaves all that happens by itself to ``Simulators.run_due()``.
    """

    keys: Path | None = None
    state: Path | None = None
    refund_delay_seconds: float | None = 2.0
    is_background: bool = True
    send: Transport = transport.send


class Simulators:
    """A running set of simulators."""

    def __init__(self, world: World, server: Server, *, is_background: bool) -> None:
        self.world, self._server = world, server
        self.url = f"http://{LOCAL}:{server.server_port}"
        self._threads = [threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)]
        if is_background:
            self._threads.append(notifier.Notifier(world))
        for thread in self._threads:
            thread.start()

    @property
    def config(self) -> Config:
        return self.world.config

    @property
    def clock(self) -> Clock:
        return self.world.clock

    @property
    def env(self) -> dict[str, str]:
        """The product's settings for these simulators."""
        return self.config.env(self.url)

    def codes(self, *, openid: str = "", unionid: str = "", phone: str = "") -> dict[str, str]:
        """Let a user open the mini-program; return openid, login_code and phone_code."""
        return make_codes(self.world, openid=openid, unionid=unionid, phone=phone)

    def pay(self, client_params: Mapping[str, Any], openid: str, result: str = "success") -> dict[str, Any]:
        """Pay or cancel as the user; raises ControlRefusal as ``POST /_sim/pay`` answers 400."""
        return payer.pay(self.world, client_params, openid, result)

    def settle_refund(self, out_refund_no: str, status: str = "SUCCESS") -> None:
        """Let a refund end as SUCCESS, ABNORMAL or CLOSED."""
        with self.world.lock:
            refunds.settle(self.world, out_refund_no, status, self.clock.now())

    def subscribe(self, openid: str, template_id: str, result: str = "accept") -> None:
        """Let a user accept, reject or turn off a subscription template."""
        answer_request(self.world, openid=openid, template_id=template_id, result=result)

    def messages(self, openid: str = "") -> list[dict[str, Any]]:
        """Return the subscription messages that reached users."""
        return show_messages(self.world, openid)

    def sms(self, phone: str = "") -> list[dict[str, Any]]:
        """Return the texts that reached phones."""
        return show_sms(self.world, phone)

    def run_due(self) -> int:
        """Deliver and settle all that is due by the simulated clock; return how much was done."""
        return self.world.run_due()

    def reset(self) -> None:
        """Forget everything but the keys."""
        self.world.reset()

    def stop(self) -> None:
        """Stop answering and notifying, and close the state."""
        self.world.stopping.set()
        self.world.wake.set()
        self._server.shutdown()
        for thread in self._threads:
            thread.join()
        self._server.server_close()
        self.world.store.close()


def start(port: int = 0, options: Options | None = None) -> Simulators:
    """Start simulators in threads of this process; port 0 takes a free one."""
    options = options or Options()
    world = build_world(options)
    return Simulators(world, Server(port, world), is_background=options.is_background)


def build_world(options: Options) -> World:
    """Put a world together: its channels, and the things that happen by themselves."""
    world = World(
        ensure_keys(options.keys or _toy_keys()),
        state=options.state,
        refund_delay_seconds=options.refund_delay_seconds,
        send=options.send,
    )
    world.channels = {"pay": notifications.CHANNEL, "push": push.CHANNEL}
    world.deeds = {
        notifier.DELIVER: notifier.deliver,
        notifier.DELIVER_COPY: notifier.deliver_copy,
        refunds.SETTLE: refunds.settle_when_due,
        security.REPORT_MEDIA: security.report_media,
    }
    world.faults.endpoints = frozenset(route.name for host in HOSTS if host.is_recorded for route in host.routes)
    return world


@functools.cache
def _toy_keys() -> Path:
    # RSA keys take a moment to make, so one throw-away set serves all the tests of a process.
    folder = tempfile.TemporaryDirectory(prefix="simulators-")
    atexit.register(folder.cleanup)
    return Path(folder.name)
