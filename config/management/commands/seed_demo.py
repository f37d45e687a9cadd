"""`manage.py seed_demo`: migrate, then make the demo's shop; what is there already is left alone."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.demo import audiences, messages, offers, orders, people, points, reviews, shop, tasks, tiers, wallet
from config.demo import members as relations
from config.demo.simulators import DemoSimulators
from kernel.outbox.relay import deliver_pending


class Command(BaseCommand):
    help = "建立演示店铺：行政区划、商品、主图、首页、员工、会员、各种状态的订单、评价。可重复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--simulators", required=True, help="模拟器地址，例如 http://127.0.0.1:8900")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("生产环境不能建立演示数据")
        simulators = DemoSimulators(options["simulators"])
        say = self.stdout.write
        call_command("migrate", interactive=False, verbosity=0)
        shop.seed_staff()
        shop.seed_shelves(say)
        shop.seed_pictures(say)
        shop.seed_home()
        say(f"任务 {tasks.seed_tasks()} 个")
        say(f"会员方案、充值套餐、积分商品 {offers.seed_offers()} 个")
        members = people.seed_people(simulators)
        say(f"消息模板 {messages.seed_messages(members, simulators)} 个")
        wallet.seed_wallets(members, say)
        say(f"会员 {'、'.join(members)}；订单 {orders.seed_orders(members, simulators)} 个")
        say(f"积分批次 {points.seed_points(members)} 个")
        say(f"签到 {tasks.seed_check_ins(members)} 次")
        say(f"会员等级 {tiers.seed_tiers(members)} 人")
        simulators.push_to(f"{settings.PUBLIC_BASE_URL}/api/v1/notify/wechat/push")
        say(f"评价 {reviews.seed_reviews(members, simulators)} 条")
        say(f"会员合并 {relations.seed_relations(members, simulators)} 笔")
        say(f"人群 {audiences.seed_audiences(members)} 个")
        deliver_pending()
        messages.send_what_waits()
