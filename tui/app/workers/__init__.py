"""What runs in threads beside the screen: frozen jobs in, results out as messages."""
