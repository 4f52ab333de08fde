"""The comparisons of the paper, and what this repository measured of them."""
