"""What the ledger costs, as ratios against what could not be cheaper, measured in one run."""
