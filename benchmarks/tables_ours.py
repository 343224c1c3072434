"""The whole `read` stage (text, words, lines, tables): prints how many rows of tables.

python -m benchmarks.tables_ours FILE.pdf...
"""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.read.reader import read_document

rows = 0
for file in sys.argv[1:]:
    reading = read_document(Path(file).read_bytes())
    rows += sum(table.n_rows for page in reading.pages for table in page.tables)
print(rows)
