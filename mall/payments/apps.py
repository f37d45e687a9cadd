from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "mall.payments"
    label = "mall_payments"
    verbose_name = "支付与退款"
