"""A database of the benchmark's own: the product's migrations, then rows made inside PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
NAME = "siyu_bench"

FILL = """
SET synchronous_commit = off;
INSERT INTO mall_catalog_category (code, name, description, position, is_visible, icon)
  SELECT 'bench-' || n, '分类' || n, '', n, true, '' FROM generate_series(1, 50) n;
INSERT INTO mall_catalog_product (code, name, subtitle, category_id, kind, unit, keywords, tags, weight, is_on_shelf,
    created_at, price_fen, in_stock, sales, rating_count, rating_sum, cover, description_html)
  SELECT 'bench-' || n, '测试商品' || n, '好物' || n, (SELECT min(id) FROM mall_catalog_category) + n %% 50, 'physical',
    '件', '[]', '["精选"]', n %% 1000, true, now() - n * interval '1 minute', 100 + n::bigint * 7919 %% 100000, true,
    n::bigint * 104729 %% 10000, 0, 0, 'catalog/covers/' || n || '.webp', '<p>详情</p>'
  FROM generate_series(1, {products}) n;
INSERT INTO mall_catalog_sku (product_id, code, options, options_key, price_fen, weight_grams, volume_cm3, is_active)
  SELECT id, code || '-01', '[["规格", "标准"]]', '规格=标准', price_fen, 500, 0, true FROM mall_catalog_product;
INSERT INTO mall_inventory_stockitem (sku_id, on_hand, held)
  SELECT id, 1000000, 0 FROM mall_catalog_sku;
INSERT INTO members_accounts_member (number, nickname, avatar, gender, phone_cipher, phone_digest, state,
    ban_reason, joined_at, last_seen_at, first_scene, first_visitor_id)
  SELECT '2026112100' || lpad(n::text, 10, '0'), '会员' || n, '', 'unknown', '', '', 'active', '', now(), now(), '', ''
  FROM generate_series(1, {members}) n;
INSERT INTO members_accounts_address (member_id, name, phone_cipher, region_code, province_name, city_name, district_name,
    detail, is_default, added_at)
  SELECT id, '收货人', '{phone}', '330106', '浙江省', '杭州市', '西湖区', '文三路 1 号', true, now()
  FROM members_accounts_member;
ANALYZE;
"""


class Database:
    """`siyu_bench` on a server, and the settings that point the product at it."""

    def __init__(self, server: str) -> None:
        self.server, self.url = server, f"{server}/{NAME}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": self.url,
            "CACHE_URL": os.environ.get("BENCH_CACHE_URL", "redis://127.0.0.1:6379/9"),
            "CELERY_BROKER_URL": "memory://",
            "DEMO_DIR": "/tmp/siyu-bench",  # noqa: S108 - nothing is kept there
            "LOG_LEVEL": "ERROR",
            "STATIC_ROOT": "/tmp",  # noqa: S108 - nothing is served from there
            **{f"THROTTLE_{scope}": "100000000/min" for scope in ("MEMBER", "ANONYMOUS", "MONEY")},
        }

    def fill(self, *, products: int, members: int) -> None:
        """Make the database anew with that many rows."""
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            connection.execute(
                f"CREATE DATABASE {NAME} ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
            )
        self.manage("migrate", "--verbosity", "0")
        phone = self.manage(
            "shell", "--verbosity", "0", "-c", "from kernel import crypto; print(crypto.encrypt('13800138000'))"
        ).strip()
        self.manage(
            "shell", "--verbosity", "0", "-c", "from mall.freight.services import seed_default_template as s; s()"
        )
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in (
                FILL.format(products=products, members=members, phone=phone).replace("%%", "%").split(";\n")
            ):
                if statement.strip():
                    connection.execute(statement.encode())
        self.vacuum()

    def vacuum(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{arguments}: {done.stderr[-3000:]}")
        return done.stdout

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(sql.encode()).fetchall()
