\set member random(1, :members)
\set first random(1, :skus)
\set second :first + 1
\set number random(1, 1000000000000)
BEGIN;
SELECT id FROM members_accounts_member WHERE id = (SELECT min(id) FROM members_accounts_member) + :member - 1 FOR NO KEY UPDATE;
SELECT i.id, s.price_fen FROM mall_inventory_stockitem i JOIN mall_catalog_sku s ON s.id = i.sku_id WHERE i.sku_id IN (:first, :second) ORDER BY i.id FOR UPDATE OF i;
UPDATE mall_inventory_stockitem SET held = held + 1 WHERE sku_id IN (:first, :second);
INSERT INTO mall_orders_order (number, member_id, status, payment_state, fulfilment_state, aftersale_state, goods_fen, discount_fen, freight_fen, payable_fen, refunded_fen, offer_kind, offer, receiver_name, receiver_phone_cipher, region_code, region_names, address_detail, remark, operator_remark, is_hidden, placed_at, expires_at, has_extended) VALUES ('9' || lpad(:number::text, 19, '0'), (SELECT min(id) FROM members_accounts_member) + :member - 1, 'pending_payment', 'unpaid', 'none', 'none', 2000, 0, 0, 2000, 0, '', '{}', '收货人', 'x', '330106', '[]', '文三路', '', '', false, now(), now() + interval '30 minutes', false) RETURNING id AS order_id \gset
INSERT INTO mall_inventory_stockhold (order_id, item_id, quantity) SELECT :order_id, id, 1 FROM mall_inventory_stockitem WHERE sku_id IN (:first, :second);
INSERT INTO mall_inventory_stockmovement (item_id, kind, on_hand_delta, held_delta, reference, reason, actor_kind, at) SELECT id, 'hold', 0, 1, '', '', 'system', now() FROM mall_inventory_stockitem WHERE sku_id IN (:first, :second);
INSERT INTO mall_orders_orderline (order_id, sku_id, product_id, name, options, cover_url, is_physical, quantity, unit_price_fen, paid_fen, freight_fen, shipped_quantity, dropped_quantity, refunded_quantity, refunded_fen) SELECT :order_id, id, product_id, '测试商品', '', '', true, 1, 1000, 1000, 0, 0, 0, 0, 0 FROM mall_catalog_sku WHERE id IN (:first, :second);
INSERT INTO mall_orders_orderadjustment (order_id, lane, source, label, amount_fen) VALUES (:order_id, 5, 'freight:1', '运费', 0);
INSERT INTO mall_orders_orderevent (order_id, at, actor_kind, kind, before, after, note) VALUES (:order_id, now(), 'member', 'placed', '', 'pending_payment', '');
INSERT INTO kernel_outbox_storedfact (name, aggregate, payload, published_at) VALUES ('mall.orders.order_placed', 'order_id:' || :order_id, '{}', now());
COMMIT;
