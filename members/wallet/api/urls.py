from django.urls import path

from members.wallet.api import views

urlpatterns = [
    path("me/wallet", views.WalletView.as_view()),
    path("me/wallet/entries", views.WalletEntriesView.as_view()),
    path("me/gift-cards/redeem", views.RedeemGiftCardView.as_view()),
]
