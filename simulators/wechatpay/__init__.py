"""WeChat Pay API v3 for one direct merchant (protocols.md 4)."""
