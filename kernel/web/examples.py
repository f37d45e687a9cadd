"""Examples for the OpenAPI document: whoever reads an operation sees what goes in and what comes out.

They are made from the schemas, with values a shopkeeper would recognise. An operation that declares its own keeps them.
"""

from typing import Any

Schema = dict[str, Any]

# By "Component.field" or by field. A value counts only where its type fits.
WORDS: dict[str, Any] = {
    "HotWordOutput.text": "羊毛被",
    "SuggestionOutput.text": "羊毛被",
    "SuggestionOutput.kind": "product",
    "SectionOutput.kind": "products",
    "SectionOutput.title": "热销",
    "SectionOutput.items": [
        {
            "id": "42",
            "name": "秋冬保暖加厚澳洲羊毛被",
            "subtitle": "臻品级澳洲进口羊毛",
            "cover_url": "https://shop.example.com/media/catalog/covers/1006007.webp",
            "price_fen": 45900,
            "list_price_fen": 47900,
            "sales": 128,
            "tags": ["热卖"],
        }
    ],
    "OptionOutput.name": "颜色",
    "NameValueOutput.name": "颜色",
    "CategoryNodeOutput.name": "居家",
    "BrandOutput.name": "罗莱制造商",
    "NamedOutput.name": "床品",
    "AddressOutput.name": "林晓",
    "AddressInputRequest.name": "林晓",
    "OrderAddressOutput.name": "林晓",
    "RegionOutput.name": "浙江省",
    "RegionOutput.code": "330000",
    "SkuOutput.code": "1006007-01",
    "ProductOutput.kind": "physical",
    "ProductOutput.description_html": "<p>全棉面料，暖而不重。</p>",
    "MomentOutput.kind": "placed",
    "MomentOutput.text": "提交订单",
    "MomentOutput.status": "pending_payment",
    "ParcelOutput.state": "sent",
    "AdjustmentOutput.amount_fen": -1000,
    "AdjustmentOutput.source": "coupon:42",
    "AdjustmentOutput.label": "满 99 减 10",
    "RedeemGiftCardInputRequest.code": "7K4M-P2QX-9RTA-HWE3",
    "WalletEntryOutput.kind": "wallet.spend",
    "WalletEntryOutput.title": "消费",
    "WalletEntryOutput.amount_fen": -3500,
    "WalletEntryOutput.principal_fen": -3500,
    "WalletEntryOutput.bonus_fen": 0,
    "principal_fen": 20000,
    "bonus_fen": 2000,
    "held_fen": 0,
    "spendable_fen": 22000,
    "face_fen": 10000,
    "reference": "20261121000000000042",
    "AddressOutput.detail": "文三路 128 号 3 幢 502",
    "code": "0c3XyZ1w3Qb7Sd2e8f",
    "name": "秋冬保暖加厚澳洲羊毛被",
    "title": "热销",
    "subtitle": "臻品级澳洲进口羊毛",
    "detail": "文三路 128 号 3 幢 502",
    "description": "严选优质面料，与厂方一起设计。",
    "id": "42",
    "category_id": "7",
    "number": "20261121000000000042",
    "access": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.8s1V",
    "refresh": "Zk0v1qg2aH5cQm7TnR9s",
    "expires_in": 7200,
    "nickname": "爱丽丝",
    "phone": "13800138001",
    "region_code": "330106",
    "region_names": ["浙江省", "杭州市", "西湖区"],
    "tags": ["热卖"],
    "unit": "件",
    "options": "颜色：米白",
    "values": ["米白", "浅灰"],
    "value": "米白",
    "price_fen": 45900,
    "unit_price_fen": 45900,
    "list_price_fen": 47900,
    "goods_fen": 45900,
    "paid_fen": 44900,
    "discount_fen": 1000,
    "freight_fen": 0,
    "payable_fen": 44900,
    "refunded_fen": 0,
    "refunded_quantity": 0,
    "shipped_quantity": 0,
    "amount_fen": 44900,
    "saved_fen": 0,
    "used": 0,
    "selected_fen": 45900,
    "sales": 128,
    "available": 86,
    "why_not": "",
    "count": 12,
    "tenths": 48,
    "lane": 6,
    "channel": "wechat",
    "state": "pending",
    "carrier": "顺丰速运",
    "carrier_code": "sf",
    "tracking_no": "SF1234567890",
    "actions": ["pay", "cancel", "buy_again"],
    "payment_channels": ["wechat"],
    "hints": ["再买 41.00 元可免运费"],
    "skipped_sku_ids": [],
    "shop_name": "Siyu 私域生活馆",
    "service_phone": "400-000-0000",
    "notice": "春节照常发货",
    "pay_within_minutes": 30,
    "receive_after_days": 10,
    "extend_by_days": 7,
    "reason": "不想要了",
    "remark": "请放在门口",
    "scene": "p7Kd2",
    "visitor_id": "5f0e6c1c-8f5b-4c52-9d3b-0a6f8a1f2b3c",
    "group_number": "20261121000000000043",
    "bargain_number": "20261121000000000044",
    "timeStamp": "1795219200",
    "nonceStr": "593BEC0C930BF1AFEB40B4A08C8FB242",
    "package": "prepay_id=wx201410272009395522657a690389285100",
    "signType": "RSA",
    "paySign": "oR9d8PuhnIc+YZ8cBHFCwfgpaK9gd7vaRvkYD7rthRAZ",
    "message": "成功",
    "birthday": "1995-06-18",
    "next": "WyIyMDI2LTExLTIxIl0:1vTq2H:4mX9",
}
_KINDS = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
_FORMATS = {
    "date-time": "2026-11-21T20:30:00+08:00",
    "date": "2026-11-21",
    "uri": "https://shop.example.com/media/uploads/6f1c.webp",
    "binary": "（文件内容）",
}


def add_examples(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Give every body of every operation an example, where it declares none."""
    schemas = result.get("components", {}).get("schemas", {})
    for path in result.get("paths", {}).values():
        for operation in path.values():
            for media in _bodies(operation):
                if "schema" in media and not {"example", "examples"} & media.keys():
                    media["example"] = example_of(media["schema"], schemas)
    return result


def example_of(schema: Schema, schemas: dict[str, Schema], *, field: str = "", inside: tuple[str, ...] = ()) -> Any:
    """Return a value that fits a schema. `inside` are the components it stands in, the nearest last."""
    if reference := schema.get("$ref"):
        component = reference.rsplit("/", 1)[-1]
        return example_of(schemas[component], schemas, field=field, inside=(*inside, component))
    for choice in ("allOf", "oneOf", "anyOf"):
        if choice in schema:
            return example_of(schema[choice][0], schemas, field=field, inside=inside)
    given = _given(schema, field, inside[-1] if inside else "")
    if given is not None:
        return given
    if "properties" in schema:
        return {
            name: example_of(each, schemas, field=name, inside=inside)
            for name, each in schema["properties"].items()
            if not each.get("writeOnly")
        }
    if _type(schema) == "array":
        return _list(schema["items"], schemas, field, inside)
    return _plain(schema, field)


def _bodies(operation: Any) -> list[dict[str, Any]]:
    """Return the media types of an operation's request and of its successes; refusals have examples of their own."""
    if not isinstance(operation, dict) or "responses" not in operation:
        return []
    successes = [answer for code, answer in operation["responses"].items() if code.startswith("2")]
    return [
        media for body in (operation.get("requestBody", {}), *successes) for media in body.get("content", {}).values()
    ]


def _given(schema: Schema, field: str, component: str) -> Any:
    if "example" in schema or "const" in schema:
        return schema.get("example", schema.get("const"))
    if "enum" in schema:
        return schema["enum"][0]
    kind = _KINDS.get(_type(schema))
    words = (WORDS.get(f"{component}.{field}"), WORDS.get(field))
    return next((word for word in words if kind is not None and isinstance(word, kind)), None)


def _list(items: Schema, schemas: dict[str, Schema], field: str, inside: tuple[str, ...]) -> list[Any]:
    """Return one item; none where nothing is known of it, or where it holds itself (a tree)."""
    component = str(items.get("$ref", "")).rsplit("/", 1)[-1]
    if component in inside or ("properties" not in items and _type(items) == "object"):
        return []
    return [example_of(items, schemas, field=field, inside=inside)]


def _plain(schema: Schema, field: str) -> Any:
    kind = _type(schema)
    if kind == "string":
        is_address = field.endswith("_url") or field in ("avatar", "pictures")
        return _FORMATS["uri"] if is_address else _FORMATS.get(schema.get("format", ""), "文字")
    return {"integer": max(1, schema.get("minimum", 1)), "boolean": True, "object": {}}.get(kind)


def _type(schema: Schema) -> str:
    kind = schema.get("type", "")
    return str(next((each for each in kind if each != "null"), "") if isinstance(kind, list) else kind)
