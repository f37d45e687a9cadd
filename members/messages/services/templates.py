"""Keep the list of WeChat's subscription templates as the console has it."""

from datetime import datetime

from django.db import transaction

from members.messages.gateways import fetch_templates
from members.messages.models import WechatTemplate
from members.messages.shared import forget_after_commit


def refresh_wechat_templates(*, at: datetime) -> int:
    """Read the templates from WeChat and keep them; those it no longer has are marked, not deleted. Network.

    :raises WechatRefused: by errcode. :raises WechatUnavailable: no usable answer.
    """
    fetched = fetch_templates()
    with transaction.atomic():
        for each in fetched:
            WechatTemplate.objects.update_or_create(
                template_id=each.template_id,
                defaults={
                    "title": each.title,
                    "content": each.content,
                    "fields": list(each.fields),
                    "is_long_term": each.is_long_term,
                    "is_gone": False,
                    "fetched_at": at,
                },
            )
        kept = [each.template_id for each in fetched]
        WechatTemplate.objects.exclude(template_id__in=kept).update(is_gone=True)
        forget_after_commit()
    return len(fetched)
