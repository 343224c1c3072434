"""Makers of small PDFs, each named after the phenomenon it shows. All texts are invented."""
