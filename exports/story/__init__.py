"""What a reader of an estimate is shown, as values: every form that is sent writes the same sections."""
