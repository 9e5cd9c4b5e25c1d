"""What a simulated case says beyond its numbers: audit of claims, review of a document."""
