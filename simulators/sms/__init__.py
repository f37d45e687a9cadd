"""An SMS provider with a signed HTTP gateway."""
