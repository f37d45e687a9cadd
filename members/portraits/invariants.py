"""What must hold of portraits: each check yields a sentence per row that breaks it."""

from collections.abc import Iterator

from members.portraits.models import PortraitValue
from members.portraits.values import AnswerInvalid, checked


def answers_fit_their_questions() -> Iterator[str]:
    """An answer is of its question's kind; an option that was taken out of the list may still be chosen."""
    for value in PortraitValue.objects.select_related("field").iterator():
        field = value.field
        if field.options:
            given = value.value if isinstance(value.value, list) else [value.value]
            field.options = [*field.options, *(one for one in given if isinstance(one, str))]
        try:
            checked(field, value.value)
        except AnswerInvalid as wrong:
            yield f"会员 {value.member_id}：{wrong.detail}"


CHECKS = (("画像：内容与字段类型相符", answers_fit_their_questions),)
