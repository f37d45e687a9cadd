from django.urls import path

from mall.fulfilment.api.views import OrderParcelsView

urlpatterns = [path("orders/<number:number>/parcels", OrderParcelsView.as_view())]
