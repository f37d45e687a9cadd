"""Examples that stand in the OpenAPI document."""

from drf_spectacular.utils import OpenApiExample

QUOTE = [
    OpenApiExample(
        "按商品计价", value={"lines": [{"sku_id": "42", "quantity": 2}], "address_id": "7"}, request_only=True
    ),
    OpenApiExample("按购物车计价", value={"from_cart": True}, request_only=True),
]
PLACE_ORDER = [
    OpenApiExample(
        "购物车下单",
        value={
            "from_cart": True,
            "address_id": "7",
            "use_points": True,
            "expected_payable_fen": 12900,
            "remark": "请放在门口",
        },
        request_only=True,
    ),
]
STARTED_PAYMENT = [
    OpenApiExample("微信支付", value={"channel": "wechat"}, request_only=True),
    OpenApiExample("余额支付", value={"channel": "wallet"}, request_only=True),
    OpenApiExample("余额与微信", value={"channel": "wechat", "use_wallet": True}, request_only=True),
    OpenApiExample(
        "拉起支付的参数",
        value={
            "number": "20261121000000000042",
            "channel": "wechat",
            "state": "pending",
            "amount_fen": 9900,
            "wallet_fen": 3000,
            "client_params": {
                "timeStamp": "1795219200",
                "nonceStr": "593BEC0C930BF1AFEB40B4A08C8FB242",
                "package": "prepay_id=wx201410272009395522657a690389285100",
                "signType": "RSA",
                "paySign": "base64...",
            },
        },
        response_only=True,
    ),
]
