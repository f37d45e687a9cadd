"""What must hold of orders: each check yields a sentence per row that breaks it."""

from mall.orders.invariants import life, money, points

CHECKS = (
    ("订单：未结束的订单恰好占用未发出的件数，已结束的不占用", life.orders_hold_what_they_have_not_sent),
    ("订单：已发货的订单没有待发件数", life.shipped_orders_have_nothing_left_to_ship),
    ("订单：数量、单价、应付不为负", money.nothing_is_negative),
    ("订单：金额等于商品行与运费之和", money.totals_are_sums_of_lines),
    ("订单：价格明细解释每行实付与运费", money.adjustments_explain_prices),
    ("订单：已付款等于成功付款之和", money.paid_orders_have_their_money),
    ("订单：退款之和与订单、商品行一致且不超过实付", money.refunds_add_up),
    ("订单：退款由付款单承担，全部到账才算完成", money.refunds_are_promised_and_done),
    ("订单：未发货即关闭的订单不留款", money.closed_orders_keep_nothing),
    ("订单：积分等于商品行之和，退回与退款一致", points.points_are_sums_of_lines),
    ("订单：未付款冻结、已付款扣除、退款退回的积分一致", points.orders_hold_their_points),
    ("订单：没有超时十分钟未取消的订单", life.unpaid_orders_are_cancelled_in_time),
    ("订单：状态变化符合规则", life.histories_are_legal),
    ("订单：已确认的订单有确认事件", life.confirmed_orders_have_their_fact),
)
