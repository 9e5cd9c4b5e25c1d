"""Which deals to fund, in which option and from which quarter."""
