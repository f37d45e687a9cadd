"""What the services of this room take and give: frozen values, never a request."""

from dataclasses import astuple, dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class NewReview:
    """What a buyer hands in. `rating` 1-5; pictures are the buyer's own uploads, in order."""

    order_number: str
    line_id: int
    rating: int
    text: str = ""
    picture_ids: tuple[int, ...] = ()
    is_anonymous: bool = False
    allows_publishing: bool = False


@dataclass(frozen=True)
class Author:
    """Who is shown as the writer: of anonymous ones nothing but a masked name."""

    nickname: str
    avatar_url: str


@dataclass(frozen=True)
class Weight:
    """What reviews weigh in a product's summary: how many of each star, with pictures, with a follow-up."""

    one: int = 0
    two: int = 0
    three: int = 0
    four: int = 0
    five: int = 0
    pictured: int = 0
    followed_up: int = 0

    def __sub__(self, other: "Weight") -> "Weight":
        return Weight(*(mine - theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    @property
    def by_stars(self) -> tuple[int, int, int, int, int]:
        return self.one, self.two, self.three, self.four, self.five

    @property
    def count(self) -> int:
        return sum(self.by_stars)

    @property
    def stars(self) -> int:
        return sum(number * each for number, each in enumerate(self.by_stars, 1))


@dataclass(frozen=True)
class Finding:
    """What came of asking about one text or picture; `state` is one of `ContentCheck.State`."""

    state: str
    label: int = 0
    error: str = ""


@dataclass(frozen=True)
class Question:
    """One text or picture on its way to content security."""

    check_id: int
    openid: str
    text: str = ""
    nickname: str = ""
    url: str = ""
    trace_id: str = ""
    attempts: int = 0


@dataclass(frozen=True)
class Window:
    """Until when a line may be reviewed."""

    line_id: int
    until: datetime
