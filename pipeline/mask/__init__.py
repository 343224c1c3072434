"""From rows to rows that may be kept: contact, bank account and certificate data, and what people asked to erase, are hidden."""
