from django.urls import path

from mall.carts.api.views import CartLinesView, CartLineView, CartSelectionView, CartView

urlpatterns = [
    path("cart", CartView.as_view()),
    path("cart/lines", CartLinesView.as_view()),
    path("cart/lines/<id:line_id>", CartLineView.as_view()),
    path("cart/selection", CartSelectionView.as_view()),
]
