"""The order of the steps, written once: specification and book in, result out."""
