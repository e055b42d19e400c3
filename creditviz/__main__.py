"""`python -m creditviz ...`: everything a page can start, without a browser."""

from creditviz.cli.commands import main

if __name__ == "__main__":
    main()
