-- A book of {entries} entries: two a transaction, half points, half wallet, over {members} members.
SET synchronous_commit = off;
SET session_replication_role = replica;
TRUNCATE members_ledger_hold, members_ledger_entry, members_ledger_transaction, members_ledger_account RESTART IDENTITY CASCADE;
INSERT INTO members_ledger_account (owner_kind, owner_id, asset, bucket, is_guarded, balance, held, entry_count)
  SELECT 'member', id, asset, bucket, true, 0, 0, 0
    FROM (VALUES (1, 'points', 'main'), (2, 'wallet', 'principal')) AS kind (place, asset, bucket), members_accounts_member
   ORDER BY place, id;
INSERT INTO members_ledger_account (owner_kind, owner_id, asset, bucket, is_guarded, balance, held, entry_count)
  SELECT 'shop', n, asset, 'issued', false, 0, 0, 0 FROM generate_series(1, 16) n, (VALUES ('points'), ('wallet')) AS kind (asset)
   ORDER BY asset, n;
INSERT INTO members_ledger_transaction (kind, key, reference, note, at, line_count)
  SELECT 'bench', 'bench:' || n, n::text, '', now(), 2 FROM generate_series(1, {entries} / 2) n;
INSERT INTO members_ledger_entry (transaction_id, account_id, asset, amount)
  SELECT n, account, asset, amount
    FROM generate_series(1, {entries} / 2) n,
         LATERAL (SELECT n % (2 * {members}) + 1 AS place, CASE WHEN n % (2 * {members}) < {members} THEN 0 ELSE 16 END AS half) AS at,
         LATERAL (VALUES (place, 1 + n % 500), (2 * {members} + half + n % 16 + 1, -1 - n % 500)) AS line (account, amount),
         LATERAL (SELECT CASE half WHEN 0 THEN 'points' ELSE 'wallet' END AS asset) AS what;
UPDATE members_ledger_account SET balance = total, entry_count = lines
  FROM (SELECT account_id, SUM(amount) AS total, COUNT(*) AS lines FROM members_ledger_entry GROUP BY 1) AS sums
 WHERE members_ledger_account.id = account_id;
SET session_replication_role = DEFAULT;
