"""The dataset as it goes out: exports for republishers, the portal, the site. Personal data stays behind."""
