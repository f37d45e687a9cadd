from django.urls import path

from kernel.wechat.api.views import PushView

urlpatterns = [path("notify/wechat/push", PushView.as_view(), name="wechat-push")]
