"""What operators may set about pictures."""

from kernel.options.registry import whole

MAX_MEGABYTES = whole(
    "kernel.media.max_megabytes",
    "上传图片的大小上限（MB）",
    default=5,
    minimum=1,
    maximum=20,
    help="小程序端上传的单张图片，超过时提示压缩。",
)
MAX_MEGAPIXELS = whole(
    "kernel.media.max_megapixels",
    "上传图片的像素上限（百万）",
    default=40,
    minimum=1,
    maximum=80,
    help="宽乘以高。防止体积很小、解码后极大的图片占满内存。",
)
