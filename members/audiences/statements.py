"""Whole sets in one statement each, on both engines: a hundred thousand members come and go without a loop.

A list of ids travels as one parameter, an array on PostgreSQL, JSON on SQLite.
"""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

_WANTED = {"postgresql": "SELECT unnest(%s::bigint[])", "sqlite": "SELECT value FROM json_each(%s)"}
# Only who is a member today: nobody merged away, nobody erased.
_INSERT = """
INSERT INTO members_audiences_audiencemember (audience_id, member_id, added_at)
SELECT %s, m.id, %s FROM members_accounts_member AS m
 WHERE m.id IN ({wanted}) AND m.state IN ('active', 'banned')
    ON CONFLICT (audience_id, member_id) DO NOTHING
"""
_DELETE_OTHERS = """
DELETE FROM members_audiences_audiencemember WHERE audience_id = %s AND member_id NOT IN ({wanted})
"""
_DELETE = """
DELETE FROM members_audiences_audiencemember WHERE audience_id = %s AND member_id IN ({wanted})
"""
_MERGED_AWAY = """
SELECT m.id FROM members_accounts_member AS m WHERE m.state = 'merged' AND m.id IN ({wanted})
"""
_PRESENT = """
SELECT count(*) FROM members_audiences_audiencemember WHERE audience_id = %s AND member_id IN ({wanted})
"""


def insert_members(audience_id: int, member_ids: Collection[int], at: datetime) -> int:
    """Let members in who are not in yet; return how many came."""
    return _run(_INSERT, [audience_id, connection.ops.adapt_datetimefield_value(at)], member_ids)


def delete_others(audience_id: int, member_ids: Collection[int]) -> int:
    """Let everybody go but these; return how many went."""
    return _run(_DELETE_OTHERS, [audience_id], member_ids)


def delete_members(audience_id: int, member_ids: Collection[int]) -> int:
    """Let these go; return how many were in."""
    return _run(_DELETE, [audience_id], member_ids)


def merged_away(member_ids: Collection[int]) -> list[int]:
    """Return those who have become somebody else."""
    with connection.cursor() as cursor:
        cursor.execute(_written(_MERGED_AWAY), [_ids(member_ids)])
        return [int(row[0]) for row in cursor.fetchall()]


def count_present(audience_id: int, member_ids: Collection[int]) -> int:
    """Return how many of these are in."""
    with connection.cursor() as cursor:
        cursor.execute(_written(_PRESENT), [audience_id, _ids(member_ids)])
        return int(cursor.fetchone()[0])


def _run(statement: str, params: list[Any], member_ids: Collection[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_written(statement), [*params, _ids(member_ids)])
        return int(cursor.rowcount)


def _written(statement: str) -> str:
    return statement.format(wanted=_WANTED[connection.vendor])


def _ids(member_ids: Collection[int]) -> Any:
    ids = sorted(set(member_ids))
    return ids if connection.vendor == "postgresql" else json.dumps(ids)
