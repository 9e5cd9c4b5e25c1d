"""A run as a Frictionless data package: a zip file of CSV tables that are described."""
