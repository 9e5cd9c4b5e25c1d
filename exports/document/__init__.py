"""A run as a JSON document: its parts as types, its schema, and the document itself."""
