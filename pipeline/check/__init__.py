"""From rows to doubts: what a careful reader would question, what is missing, what does not add up."""
