"""Covers and banners: the right size, the same every time, no empty boxes."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from kernel.media.drawing import draw_banner, draw_cover
from kernel.media.drawing.brush import Brush
from kernel.media.drawing.covers import BANNER_STAGE, COVER_STAGE, size_of
from kernel.media.drawing.palettes import PALETTES
from kernel.media.drawing.scenes import BY_CHANCE, BY_WORD, COMPANIONS, main_thing
from kernel.media.drawing.things import kitchen, sundries, textiles, wear


def cover(**changed):
    return draw_cover(
        **{"title": "双宫茧桑蚕丝被", "subtitle": "一级桑蚕丝，吸湿透气柔软", "seed": "1006007", **changed}
    )


def opened(content):
    return Image.open(BytesIO(content))


def test_a_cover_is_a_webp_square_that_is_light_to_load():
    content = cover()

    assert (opened(content).format, opened(content).size) == ("WEBP", (800, 800))
    assert len(content) < 60_000


def test_a_banner_is_wide():
    content = draw_banner(title="秋冬暖被节", subtitle="第二件半价", seed=1)

    assert (opened(content).format, opened(content).size) == ("WEBP", (1500, 600))


def test_the_same_words_and_seed_give_the_same_bytes():
    assert cover() == cover()
    assert cover() != cover(seed="1006008")
    assert cover() != cover(title="双宫茧桑蚕丝被 子母被")


@pytest.mark.parametrize(
    ("title", "hint", "thing"),
    [
        ("Carat钻石炒锅30cm", "", kitchen.pan),
        ("100年传世珐琅锅", "", kitchen.pot),
        ("20寸 铝镁合金登机箱", "", wear.suitcase),
        ("糖果色凹凸条纹儿童房窗帘", "", textiles.curtains),
        ("直杆三角中性笔", "", sundries.pens),
        ("魔兽世界 纪念版 麻将套装", "", sundries.tiles),
        ("妙趣横生", "锅具", kitchen.pot),
    ],
)
def test_the_name_says_what_is_drawn_and_else_the_category(title, hint, thing):
    class First:
        def randrange(self, count):
            return 0

    assert main_thing(title, hint, First()) is thing


def test_a_name_that_says_nothing_still_gets_a_picture():
    assert opened(cover(title="甲", subtitle="")).size == (800, 800)


@pytest.mark.parametrize(
    ("title", "subtitle"),
    [
        ("", ""),
        (" ", " "),
        ("超" * 500, "长" * 500),
        ("Supercalifragilisticexpialidocious" * 5, "x" * 300),
        ("，。！", "（"),
        ("😀🎉", "\u200b"),
        ("换\n行\t符", "a\x00b"),
    ],
)
def test_any_words_are_drawn_inside_the_picture(title, subtitle):
    image = opened(cover(title=title, subtitle=subtitle)).convert("RGB")

    edge = image.crop((0, 560, 40, 800))
    assert all(high - low < 12 for low, high in edge.getextrema())


def every_thing():
    chosen = {thing for _, things in BY_WORD for thing in things} | set(BY_CHANCE) | set(COMPANIONS)
    return sorted(chosen, key=lambda thing: thing.__name__)


@pytest.mark.parametrize("thing", every_thing(), ids=lambda thing: thing.__name__)
def test_every_thing_stands_on_the_floor_and_inside_the_picture(thing):
    ground, stage = (1, 2, 3), COVER_STAGE
    brush = Brush(stage.width, stage.height, ground)
    brush.at(stage.centre, stage.floor, size_of(thing, is_alone=True))

    thing(brush, PALETTES[0])

    image = brush.image.reduce(8)
    left, top, right, bottom = ImageChops.difference(image, Image.new("RGB", image.size, ground)).getbbox()
    assert left > 0
    assert right < stage.width // 4
    # The banner's wall is lower than the cover's.
    assert top > (COVER_STAGE.floor - BANNER_STAGE.floor + 8) // 4
    # Some hang on the wall, some lie on the floor before it.
    assert (stage.floor - 45) // 4 <= bottom <= (stage.floor + 40) // 4
