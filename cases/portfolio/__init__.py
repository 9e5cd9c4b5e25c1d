"""A folder of estimates as one portfolio: read, simulated on common luck, kept as Parquet."""
