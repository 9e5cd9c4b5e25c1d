"""The Inputs sheet, and the Scenarios that feed it."""
