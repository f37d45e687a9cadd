"""The mini-program's side of WeChat: ``api.weixin.qq.com`` (protocols.md 1)."""
