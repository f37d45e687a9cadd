"""A browser before the running demo, which remembers what it should never have seen."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.desks.pages import ENGLISH, english_on
from tests.house.sources import ROOT
from tests.live.demo import Demo

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS = ROOT / "docs" / "screens"
# Names of goods and makers are what they are.
GOODS = {word for file in (ROOT / "data" / "catalog").iterdir() for word in ENGLISH.findall(file.read_text())}
CARRIERS = {"EMS"}


@dataclass
class Visitor:
    """Somebody who looks at pages 1440 pixels wide, and complains."""

    base: str
    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", lambda request: self._see(request.url))

    def open(self, path: str) -> str:
        """Open a page, look at all of it, and return what it says."""
        answer = self.page.goto(f"{self.base}{path}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        self.scroll()
        return self.check()

    def check(self) -> str:
        """Return the text of the page after complaining about English and overflow."""
        html = self.page.content()
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if words := english_on(html) - GOODS - CARRIERS:
            self.complaints.append(f"{self.page.url}: English {sorted(words)}")
        if wide > 0:
            self.complaints.append(f"{self.page.url}: {wide} pixels too wide")
        return self.page.inner_text("body")

    def scroll(self) -> None:
        """Let every lazy picture load."""
        height = self.page.evaluate("document.documentElement.scrollHeight")
        for place in range(0, min(height, 12_000), 700):
            self.page.evaluate(f"window.scrollTo(0, {place})")
            self.page.wait_for_timeout(40)
        self.page.evaluate("window.scrollTo(0, 0)")
        self.page.wait_for_load_state("networkidle")

    def keep(self, name: str, *, height: int = 900) -> None:
        """Save a picture for the README, when asked to (`SCREENS=1`)."""
        if os.environ.get("SCREENS"):
            SCREENS.mkdir(parents=True, exist_ok=True)
            self.page.set_viewport_size({"width": 1440, "height": height})
            self.page.wait_for_timeout(300)
            self.page.screenshot(path=SCREENS / f"{name}.png")
            self.page.set_viewport_size({"width": 1440, "height": 900})

    def sign_in(self, username: str = "admin", password: str = "siyu-demo-2026") -> None:
        """Enter the operators' site."""
        self.open("/admin/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        self.page.click("button[type=submit]")
        self.page.wait_for_url(f"{self.base}/admin/")

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {text}")

    def _see(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(f"outside: {url}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(demo: Demo, chromium: Browser) -> Iterator[Visitor]:
    """A fresh visitor; whatever it complained about fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce")
    visitor = Visitor(demo.shop, context.new_page())
    yield visitor
    context.close()
    assert visitor.complaints == []
