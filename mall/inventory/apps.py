from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "mall.inventory"
    label = "mall_inventory"
    verbose_name = "库存"
