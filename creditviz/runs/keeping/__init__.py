"""What is done with a workspace as a whole: proved to be as it was written, copied, brought back."""
