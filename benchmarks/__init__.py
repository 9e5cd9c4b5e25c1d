"""How fast and how exact the engine is, beside others: `python -m benchmarks` runs all and writes one report."""
