"""WeChat and WeChat Pay on one local port; a separate program that the product never imports."""
