"""From rows to rows that may be kept: what no dataset keeps, and what people asked to erase, is hidden."""
