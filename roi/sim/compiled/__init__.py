"""A simulation as one compiled loop, made from the same nodes: for runs so large that compiling pays.

Needs Numba, an optional extra; nothing here is imported unless a compiled run is asked for.
"""
