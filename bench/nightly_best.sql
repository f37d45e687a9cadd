-- expire
WITH gone AS (
  UPDATE members_points_lot SET expired = expired + remaining, remaining = 0
   WHERE remaining > 0 AND ends_at <= now() RETURNING id, member_id, expired AS points),
written AS (
  INSERT INTO members_ledger_transaction (kind, key, reference, note, at, line_count)
  SELECT 'points.expire', 'best:' || id, '', '', now(), 2 FROM gone RETURNING id, key),
lines AS (
  SELECT written.id, member_id, points FROM written JOIN gone ON written.key = 'best:' || gone.id),
entries AS (
  INSERT INTO members_ledger_entry (transaction_id, account_id, asset, amount)
  SELECT lines.id, account.id, 'points', -points
    FROM lines JOIN members_ledger_account account ON owner_kind = 'member' AND owner_id = member_id AND asset = 'points'
  UNION ALL
  SELECT lines.id, (SELECT id FROM members_ledger_account WHERE owner_kind = 'shop' AND asset = 'points'), 'points', points
    FROM lines)
UPDATE members_ledger_account SET balance = balance - points, entry_count = entry_count + 1
  FROM lines WHERE owner_kind = 'member' AND owner_id = member_id AND asset = 'points';
-- review
WITH grown AS (
  SELECT owner_id, SUM(amount) AS growth FROM members_ledger_entry JOIN members_ledger_account account ON account.id = account_id
   WHERE owner_kind = 'member' AND account.asset = 'growth' AND counts_on > current_date - 365 GROUP BY 1),
moved AS (
  UPDATE members_tiers_membertier SET noticed_on = current_date, down_on = current_date + 30
    FROM grown WHERE owner_id = member_id AND growth < 1000 RETURNING member_id, tier_id, growth)
INSERT INTO members_tiers_tierevent (kind, growth, reason, at, after_id, before_id, member_id)
SELECT 'notice', growth, 'best', now(), tier_id, tier_id, member_id FROM moved;
