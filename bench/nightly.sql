-- Points and growth value of {members} members: a lot that has ended, one that has not; a third fall below their tier.
SET synchronous_commit = off;
SET session_replication_role = replica;
TRUNCATE members_ledger_hold, members_ledger_entry, members_ledger_transaction, members_ledger_account,
         members_points_lotuse, members_points_lot, members_points_earning, members_points_purse,
         members_tiers_tierevent, members_tiers_tierreview, members_tiers_membertier RESTART IDENTITY CASCADE;
CREATE TEMPORARY TABLE chosen AS
  SELECT id AS member, row_number() OVER (ORDER BY id) AS n FROM members_accounts_member ORDER BY id LIMIT {members};
INSERT INTO members_points_purse (member_id) SELECT member FROM chosen;
INSERT INTO members_points_earning (id, key, kind, reference, note, points, taken_back, filled_debt, state, earned_at, confirmed_at, member_id)
  SELECT 2 * n + k, 'bench:' || (2 * n + k), 'purchase', '', '', 100 + n % 50, 0, 0, 'confirmed', now(), now(), member
    FROM chosen, (VALUES (0), (1)) AS lots (k);
INSERT INTO members_points_lot (points, remaining, expired, ends_at, made_at, announced, earning_id, member_id)
  SELECT points, points, 0, now() + CASE id % 2 WHEN 0 THEN interval '-1 hour' ELSE interval '90 days' END,
         now() - interval '1 year', 7, id, member_id
    FROM members_points_earning;
INSERT INTO members_ledger_account (owner_kind, owner_id, asset, bucket, is_guarded, balance, held, entry_count)
  SELECT 'member', member, 'points', 'main', true, 2 * (100 + n % 50), 0, 1 FROM chosen ORDER BY n;
INSERT INTO members_ledger_account (owner_kind, owner_id, asset, bucket, is_guarded, balance, held, entry_count)
  SELECT 'member', member, 'growth', 'main', true, 1000 + n % 900, 0, 2 FROM chosen ORDER BY n;
INSERT INTO members_ledger_account (owner_kind, owner_id, asset, bucket, is_guarded, balance, held, entry_count)
  SELECT 'shop', 1, asset, 'issued', false, 0, 0, 0 FROM (VALUES ('points'), ('growth')) AS assets (asset);
INSERT INTO members_ledger_transaction (kind, key, reference, note, at, line_count)
  SELECT 'points.grant.purchase', 'p:' || n, '', '', now(), 2 FROM chosen ORDER BY n;
INSERT INTO members_ledger_transaction (kind, key, reference, note, at, line_count)
  SELECT 'growth.purchase', 'g:' || n, '', '', now(), 3 FROM chosen ORDER BY n;
INSERT INTO members_ledger_entry (transaction_id, account_id, asset, amount, counts_on)
  SELECT n, n, 'points', 2 * (100 + n % 50), NULL::date FROM chosen
  UNION ALL SELECT n, 2 * {members} + 1, 'points', -2 * (100 + n % 50), NULL::date FROM chosen
  UNION ALL SELECT {members} + n, {members} + n, 'growth', 900, current_date - 100 FROM chosen
  UNION ALL SELECT {members} + n, {members} + n, 'growth', 100 + n % 900,
                   current_date - CASE n % 3 WHEN 0 THEN 400 ELSE 200 END FROM chosen
  UNION ALL SELECT {members} + n, 2 * {members} + 2, 'growth', -1000 - n % 900, NULL::date FROM chosen;
UPDATE members_ledger_account SET balance = total, entry_count = lines
  FROM (SELECT account_id, SUM(amount) AS total, COUNT(*) AS lines FROM members_ledger_entry GROUP BY 1) AS sums
 WHERE members_ledger_account.id = account_id;
INSERT INTO members_tiers_membertier (since_at, hold_reason, member_id, tier_id)
  SELECT now() - interval '1 year', '', member, (SELECT id FROM members_tiers_tier WHERE code = 'silver') FROM chosen;
SELECT setval(pg_get_serial_sequence('members_points_earning', 'id'), (SELECT max(id) FROM members_points_earning));
SET session_replication_role = DEFAULT;
DROP TABLE chosen;
ANALYZE
