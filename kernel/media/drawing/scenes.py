"""What stands on a picture: chosen by the words of the product's name, then by its category, then by chance."""

import re
from random import Random

from kernel.media.drawing.things import Thing, home, kitchen, pets, sundries, textiles, wear

# First match wins, so the narrow words stand before the wide ones.
BY_WORD: tuple[tuple[str, tuple[Thing, ...]], ...] = (
    (r"麻将|纸牌|桌游|棋", (sundries.tiles,)),
    (r"雨伞|晴雨伞|伞", (sundries.umbrella,)),
    (r"收纳|置物|整理箱", (sundries.box,)),
    (r"双肩包|背包|书包", (wear.backpack,)),
    (r"拉杆箱|登机箱|旅行箱|行李", (wear.suitcase,)),
    (r"单肩包|手提|托特|钱包|包$", (wear.handbag,)),
    (r"食盆|水食钵|餐碗|折叠碗|喂食|饮水器|猫砂|拾便", (pets.pet_bowl,)),
    (r"牵引", (pets.pet_lead,)),
    (r"按摩刷|护理清洁|清洁美容|指甲护理|除毛", (pets.brush_set,)),
    (r"猫抓板|宠物窝", (pets.pet_house,)),
    (r"宠物|猫|狗", (pets.pet_house, pets.pet_bowl)),
    (r"粽", (kitchen.dumplings,)),
    (r"曲奇|饼干|星云酥|坚果|炒货", (kitchen.cookies,)),
    (r"酥|糕|月饼|面包|蛋糕", (kitchen.cakes, kitchen.cookies)),
    (r"煎锅|炒锅|平底", (kitchen.pan,)),
    (r"锅|厨", (kitchen.pot,)),
    (r"茶具|茶壶|茗|茶叶|盖碗", (kitchen.teapot,)),
    (r"杯|壶|咖啡|冲饮", (kitchen.mugs, kitchen.teapot)),
    (r"碗|盘|碟|餐具|筷", (kitchen.bowls,)),
    (r"窗帘|纱帘", (textiles.curtains,)),
    (r"调味|蜂蜜|酱|食材|小食|糖|肉|罐", (kitchen.jars,)),
    (r"果干|水果|芒果|葡萄", (kitchen.fruit,)),
    (r"破壁|榨汁|电饭|小电|料理机|烤箱", (kitchen.appliance,)),
    (r"地毯|地垫|浴垫|脚垫|皮垫", (textiles.rug,)),
    (r"凉席|蔺草席|皮席|席三件套|草席", (textiles.rolled_mat,)),
    (r"坐垫|蒲团|懒人沙发", (textiles.floor_seat,)),
    (r"护颈|记忆枕|荞麦枕|护椎|腰靠", (textiles.memory_pillow,)),
    (r"抱枕|靠枕|太鼓|午睡枕|暖手", (textiles.cushions,)),
    (r"毛巾|面巾", (textiles.towels, textiles.hanging_towel)),
    (r"浴巾|浴袍", (textiles.hanging_towel, textiles.towels)),
    (r"四件套|枕套|床品", (textiles.bed, textiles.pillows, textiles.quilt)),
    (r"床单|床笠|实木床|床垫|床褥", (textiles.bed,)),
    (r"被$|被 |子母被|夏凉|空调被|盖毯|毛毯|件套|蚕丝被|羽绒被|被", (textiles.quilt, textiles.bed)),
    (r"枕", (textiles.pillows,)),
    (r"娃娃裙|水手裙|连衣裙|裙", (wear.dress,)),
    (r"婴童|新生|宝宝|满月|哈衣", (wear.baby_wear,)),
    (r"内裤|内衣", (wear.briefs,)),
    (r"袜", (wear.socks,)),
    (r"鞋|靴", (wear.shoes,)),
    (r"围巾|披肩|丝巾", (wear.scarf,)),
    (r"T恤|衬衫|衬衣|卫衣|毛衣|外套|夹克|衫|家居服|裤", (wear.shirt,)),
    (r"落地灯", (home.floor_lamp,)),
    (r"灯", (home.desk_lamp,)),
    (r"镜", (home.mirror,)),
    (r"钟", (home.clock,)),
    (r"风扇", (home.fan,)),
    (r"永生花|香薰", (home.flowers,)),
    (r"木棉|马蹄莲|花|绿植|摆件", (home.vase, home.plant)),
    (r"沙发", (home.sofa,)),
    (r"椅", (home.chair,)),
    (r"柜", (home.cabinet,)),
    (r"桌|茶几|家具", (home.table,)),
    (r"笔|笔记本|文具|手账", (sundries.pens,)),
    (r"耳机|数码|充电|音箱", (sundries.headset,)),
    (r"洗|皂|沐浴|护发|面霜|护理|美妆", (sundries.bottles,)),
    (r"玩具|积木|婴|童", (sundries.blocks,)),
    (r"礼盒|礼品|礼物|诗", (sundries.gift,)),
    (r"居家|家居|家饰", (home.sofa,)),
    (r"饮食|食品", (kitchen.fruit,)),
    (r"服装|服饰|外衣", (wear.shirt,)),
    (r"配件|配饰|箱包", (wear.handbag,)),
    (r"杂货|出行|户外", (sundries.box,)),
    (r"志趣|唱片", (sundries.headset,)),
    (r"世界|传说|先锋|争霸|风暴|西游", (sundries.shield,)),
)
BY_CHANCE: tuple[Thing, ...] = (sundries.gift, home.vase, sundries.box, kitchen.jars, sundries.bottles, home.plant)
# Tall things fill the picture alone; beside the others there is room for something small.
ALONE: frozenset[Thing] = frozenset({
    textiles.curtains, textiles.rug, textiles.bed, textiles.floor_seat, textiles.rolled_mat, textiles.hanging_towel,
    wear.shirt, wear.baby_wear, wear.dress, wear.scarf, home.floor_lamp, home.table, home.sofa, pets.pet_lead,
    kitchen.jars, kitchen.pan, kitchen.teapot, pets.pet_house, sundries.umbrella, home.plant, home.vase,
    sundries.blocks, kitchen.bowls,
})  # fmt: skip
# As high as the wall allows already.
TALL: frozenset[Thing] = frozenset({
    textiles.curtains, textiles.hanging_towel, textiles.bed, textiles.rug, textiles.floor_seat, wear.shirt,
    wear.baby_wear, wear.dress, wear.scarf, wear.suitcase, home.floor_lamp, home.desk_lamp, home.mirror, home.flowers,
    home.vase, home.plant, sundries.shield, sundries.umbrella, pets.pet_house, home.sofa, home.table,
    home.fan, pets.pet_lead,
})  # fmt: skip
COMPANIONS: tuple[Thing, ...] = (home.plant, home.vase, home.books)


def main_thing(title: str, hint: str, chance: Random) -> Thing:
    """Return what the product is."""
    for text in (title, hint):
        for words, things in BY_WORD:
            if text and re.search(words, text):
                return things[chance.randrange(len(things))]
    return chance.choice(BY_CHANCE)


def companion(main: Thing, chance: Random) -> Thing | None:
    """Return something small to stand beside it, or None."""
    if main in ALONE or chance.random() < 0.35:
        return None
    return chance.choice(COMPANIONS)
