"""The `read` stage: bytes of a PDF -> pages in reading order, with the place of every word (`reader.read_document`)."""
