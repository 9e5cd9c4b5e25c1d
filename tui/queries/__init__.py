"""What is asked of a case, read only: one class a question, which the command line and agents ask alike."""
