"""What operators type about a review."""

from django import forms

from kernel.audit.desk import DeskForm
from mall.reviews.models.reviews import MOST_CHARS
from mall.reviews.states import Reason


class RejectForm(DeskForm):
    reason = forms.ChoiceField(label="未通过的原因", choices=Reason.choices)
    note = forms.CharField(
        label="补充说明", max_length=200, required=False, help_text="会员能看到，例如：请去掉电话号码"
    )


class HideForm(DeskForm):
    note = forms.CharField(label="隐藏的原因", max_length=200, help_text="仅内部可见")


class ReplyForm(DeskForm):
    text = forms.CharField(label="回复", max_length=MOST_CHARS, widget=forms.Textarea, help_text="所有人可见")
