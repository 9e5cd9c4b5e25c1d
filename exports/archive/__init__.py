"""A stranger's Office file, opened with care: its archive, and the parts in it as streams of elements."""
