"""The sheet Finance: after tax and other rates, where the case asks for them."""
