"""What a tester may turn while a world runs."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Verdict:
    """What content security says of a keyword: ``suggest`` risky, review, pass; for pictures also lost (no download).

    Labels as in protocols.md 1.6.
    """

    suggest: str
    label: int


DEFAULT_KEYWORDS = {
    "赌博": Verdict("risky", 20006),
    "色情": Verdict("risky", 20002),
    "诈骗": Verdict("risky", 20008),
    "加微信": Verdict("review", 10001),
}


@dataclass(frozen=True)
class PushSettings:
    """Where message pushes go and how: the form in the mini-program's console."""

    url: str = ""
    mode: str = "plain"
    format: str = "json"

    def __post_init__(self) -> None:
        if self.mode not in {"plain", "safe"} or self.format not in {"json", "xml"}:
            raise ValueError("mode must be plain or safe, format json or xml")


@dataclass
class Settings:
    """``refund_delay_seconds`` None leaves refunds to be settled by hand."""

    refund_delay_seconds: float | None = 2.0
    push: PushSettings = field(default_factory=PushSettings)
    keywords: dict[str, Verdict] = field(default_factory=lambda: dict(DEFAULT_KEYWORDS))
