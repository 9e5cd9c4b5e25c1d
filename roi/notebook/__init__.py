"""A run as tables and pictures: the only part of the engine that knows pandas and matplotlib."""
