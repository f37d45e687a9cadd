"""What operators may set about the shop's front."""

from kernel.options.registry import text

SHOP_NAME = text("mall.storefront.shop_name", "店铺名称", default="Siyu 私域生活馆", maximum=30)
SERVICE_PHONE = text("mall.storefront.service_phone", "客服电话", default="", maximum=20)
NOTICE = text("mall.storefront.notice", "全店公告", default="", maximum=200, help="显示在小程序顶部，留空不显示")
