"""From results to Parquet."""
