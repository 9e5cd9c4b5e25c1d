"""The sheet Realised: actuals typed month by month against the estimate, live."""
