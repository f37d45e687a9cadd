"""What this room tells members."""

from members.messages.ports import MessageKind

REVIEW_WAITING = MessageKind(
    code="review_waiting",
    label="提醒评价",
    variables={"product": "商品", "count": "待评价件数"},
    title="收到的商品还满意吗",
    body="“{product}”等 {count} 件商品等您评价，说说真实感受。",
    page="pages/reviews/waiting",
    group="order",
    samples={"product": "羊毛被", "count": "2"},
)
REVIEW_REJECTED = MessageKind(
    code="review_rejected",
    label="评价未通过",
    variables={"product": "商品", "part": "评价或追评", "reason": "原因"},
    title="{part}未通过审核",
    body="您对“{product}”的{part}未通过审核：{reason}。",
    page="pages/reviews/mine",
    group="order",
    samples={"product": "羊毛被", "part": "评价", "reason": "含有广告或联系方式"},
)
REVIEW_REPLIED = MessageKind(
    code="review_replied",
    label="商家回复评价",
    variables={"product": "商品", "reply": "回复"},
    title="商家回复了您的评价",
    body="“{product}”：{reply}",
    page="pages/reviews/mine",
    group="order",
    samples={"product": "羊毛被", "reply": "感谢您的认可！"},
)
KINDS = (REVIEW_WAITING, REVIEW_REJECTED, REVIEW_REPLIED)
