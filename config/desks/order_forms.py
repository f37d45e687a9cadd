"""Forms of the order desk's actions: carriers and lines by name, money in yuan."""

from typing import Any

from django import forms

from kernel.audit.desk import DeskForm, FenField
from mall.fulfilment.models import Carrier
from mall.orders.models import Order, OrderLine

PIECES = "pieces_"


class _PiecesForm(DeskForm):
    """A number field for each line of the order, cleaned to `pieces` by line id."""

    def add_lines(self, order: Order, *, left: Any, initial: Any) -> None:
        for line in order.lines.all():
            count = left(line)
            if count:
                self.fields[f"{PIECES}{line.pk}"] = forms.IntegerField(
                    label=f"{line.name} {line.options}".strip(),
                    min_value=0,
                    max_value=count,
                    initial=initial(line),
                    required=False,
                    help_text=f"最多 {count} 件",
                )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        data["pieces"] = {
            int(name.removeprefix(PIECES)): count for name, count in data.items() if name.startswith(PIECES) and count
        }
        if not data["pieces"] and not data.get("with_freight"):
            raise forms.ValidationError("请至少填写一件商品。")
        return data


class ShipForm(_PiecesForm):
    carrier = forms.ChoiceField(label="快递公司")
    tracking_no = forms.CharField(label="运单号", min_length=6, max_length=40)

    def prepare(self, subject: Order) -> None:
        carriers = Carrier.objects.filter(is_active=True).values_list("code", "name")
        self.fields["carrier"].choices = list(carriers)  # type: ignore[attr-defined] # a choice field has them
        self.add_lines(subject, left=_to_ship, initial=_to_ship)


class RefundOrderForm(_PiecesForm):
    reason = forms.CharField(label="原因", max_length=80)
    with_freight = forms.BooleanField(label="退还运费", required=False, help_text="已发货的订单，仅因商家责任时退还")

    def prepare(self, subject: Order) -> None:
        self.add_lines(subject, left=lambda line: line.quantity - line.refunded_quantity, initial=lambda line: 0)


class CancelOrderForm(DeskForm):
    reason = forms.CharField(label="原因", max_length=80)


class ChangePriceForm(DeskForm):
    goods_fen = FenField(label="商品金额改为", help_text="会员为商品付的钱，不含运费；已用的积分不变")
    note = forms.CharField(label="原因", max_length=80)


class RemarkForm(DeskForm):
    text = forms.CharField(label="备注", max_length=500, required=False, widget=forms.Textarea)


def _to_ship(line: OrderLine) -> int:
    return line.to_ship if line.is_physical else 0
