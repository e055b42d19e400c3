"""The data room: read a file once, say what its columns mean, check it, split it, encode it.

The parts, in the order in which a book passes them: `reading.land`, `book.read_frame`,
`inference.infer_schema`, `findings.check_book`, `outcome.outcomes`, `splitting.split_rows`,
`encoder.TableEncoder`. Nothing is imported here, so that a page that needs one part pays for one part.
"""
