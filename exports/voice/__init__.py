"""The voice of the program: figures and sentences as every screen and document gives them."""
