"""The tab Rows: synthetic defaulters one by one, beside real ones, left out or kept."""
