"""creditviz: credit-risk models built, judged and explained in the browser."""

__version__ = "0.5.0"
