"""A stranger's file, opened with care: its archive, the parts in it, the cells in those."""
