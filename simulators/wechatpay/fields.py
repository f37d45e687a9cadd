"""The fields of each call and their limits, as the tables of protocols.md 4.4, 4.6 and 4.8 give them."""

from simulators.wechatpay.errors import OPENID_MISSING
from simulators.wechatpay.schema import Flag, Listing, Shape, Text, Whole

# A path is required and a query string is not allowed: the gateway would cut it off.
NOTIFY_URL = r"https?://[^/?#\s]+/[^?#\s]*"
CURRENCY = Text(16, choices=("CNY",))
OUT_TRADE_NO = Text(32, shortest=6, pattern=r"[0-9A-Za-z_\-|*]+")
OUT_REFUND_NO = Text(64, pattern=r"[0-9A-Za-z_\-|*@]+")

ORDER_GOODS = Shape(
    required={"merchant_goods_id": Text(32), "quantity": Whole(), "unit_price": Whole(least=0)},
    optional={"wechatpay_goods_id": Text(32), "goods_name": Text(256)},
)

STORE = Shape(
    required={"id": Text(32)},
    optional={"name": Text(256), "area_code": Text(32), "address": Text(512)},
)

PLACE_ORDER = Shape(
    required={
        "appid": Text(32),
        "mchid": Text(32),
        "description": Text(127),
        "out_trade_no": OUT_TRADE_NO,
        "notify_url": Text(255, pattern=NOTIFY_URL),
        "amount": Shape(required={"total": Whole()}, optional={"currency": CURRENCY}),
        "payer": Shape(required={"openid": Text(128, missing=OPENID_MISSING)}, missing=OPENID_MISSING),
    },
    optional={
        "time_expire": Text(64),
        "attach": Text(128),
        "goods_tag": Text(32),
        "support_fapiao": Flag(),
        "detail": Shape(
            optional={
                "cost_price": Whole(least=0),
                "invoice_id": Text(32),
                "goods_detail": Listing(ORDER_GOODS, 6000),
            }
        ),
        "scene_info": Shape(
            required={"payer_client_ip": Text(45)}, optional={"device_id": Text(32), "store_info": STORE}
        ),
        "settle_info": Shape(optional={"profit_sharing": Flag()}),
        "limit_pay": Listing(Text(32), 10),
    },
)

CLOSE_ORDER = Shape(required={"mchid": Text(32)})

REFUND_GOODS = Shape(
    required={
        "merchant_goods_id": Text(32),
        "unit_price": Whole(least=0),
        "refund_amount": Whole(),
        "refund_quantity": Whole(),
    },
    optional={"wechatpay_goods_id": Text(32), "goods_name": Text(256)},
)

FUND_SOURCE = Shape(required={"account": Text(32, choices=("AVAILABLE", "UNAVAILABLE")), "amount": Whole()})

REQUEST_REFUND = Shape(
    required={
        "out_refund_no": OUT_REFUND_NO,
        "amount": Shape(
            required={"refund": Whole(), "total": Whole(), "currency": CURRENCY},
            optional={"from": Listing(FUND_SOURCE, 10)},
        ),
    },
    optional={
        "transaction_id": Text(32),
        "out_trade_no": OUT_TRADE_NO,
        "reason": Text(80),
        "notify_url": Text(256, pattern=NOTIFY_URL),
        "funds_account": Text(32, choices=("AVAILABLE", "UNSETTLED")),
        "goods_detail": Listing(REFUND_GOODS, 3000),
    },
)
