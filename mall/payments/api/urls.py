from django.urls import URLPattern, path

from mall.payments.api import views

urlpatterns: list[URLPattern] = [
    path("notify/wechat/pay", views.WeChatNotificationView.as_view(), name="notify-wechat-pay"),
    path("notify/wechat/refund", views.WeChatNotificationView.as_view(), name="notify-wechat-refund"),
]
