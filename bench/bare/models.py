from django.db import models


class BareProduct(models.Model):
    """The same table, read without knowing it."""

    name = models.TextField()
    subtitle = models.TextField()
    cover = models.TextField()
    price_fen = models.BigIntegerField()
    list_price_fen = models.BigIntegerField(null=True)
    sales = models.BigIntegerField()
    tags = models.JSONField()
    category_id = models.BigIntegerField()
    in_stock = models.BooleanField()

    class Meta:
        managed = False
        db_table = "mall_catalog_product"
