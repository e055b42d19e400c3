"""The command line: one file for the commands, one for what they print, one for how a book is named."""
