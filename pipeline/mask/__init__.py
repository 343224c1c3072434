"""From rows to rows that may be kept: contact and certificate data, and what people asked to erase, are hidden."""
