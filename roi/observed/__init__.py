"""What was measured after an estimate: observations, and what they say of the inputs and the metrics."""
