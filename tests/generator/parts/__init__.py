"""Parts of an act: each writes its blocks and states the truth they hold."""
