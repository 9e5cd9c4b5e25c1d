"""A folder of estimates as one portfolio: read, simulated on common luck, kept as Parquet."""

FILE = "portfolio.toml"  # tells of the portfolio of its folder
