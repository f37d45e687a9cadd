from django.urls import path

from members.accounts.api import (
    security,  # noqa: F401 - tells the OpenAPI document about the access token
    views,
)

urlpatterns = [
    path("auth/wechat/login", views.LoginView.as_view()),
    path("auth/refresh", views.RefreshView.as_view()),
    path("auth/logout", views.LogoutView.as_view()),
    path("me", views.MeView.as_view()),
    path("me/phone", views.PhoneView.as_view()),
    path("me/addresses", views.AddressesView.as_view()),
    path("me/addresses/<id:address_id>", views.AddressView.as_view()),
]
