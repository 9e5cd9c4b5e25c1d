"""Answers as people give them: one reader for the interview, fields, the command line and sheets of questions."""

from roi.answers.again import again_by, again_in, divided_by, divisors, divisors_first, layers_again
from roi.answers.far_off import far_off
from roi.answers.read import Reading, is_unknown, read_answer
from roi.answers.tally import Tally, first_questions, tally
from roi.answers.units import InputQuestion

__all__ = [
    "InputQuestion", "Reading", "Tally", "again_by", "again_in", "divided_by", "divisors", "divisors_first",
    "far_off", "first_questions", "is_unknown", "layers_again", "read_answer", "tally",
]  # fmt: skip
