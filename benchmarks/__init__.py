"""What the pipeline costs, as ratios within one run against the tools a user knows: `make bench`."""
