"""The Options sheet: ways to deploy side by side."""
