"""Tables alone, with pdfplumber's defaults: prints how many rows it found.

python tables_pdfplumber.py FILE.pdf...
"""

from __future__ import annotations

import sys

import pdfplumber

rows = 0
for file in sys.argv[1:]:
    with pdfplumber.open(file) as pdf:
        for page in pdf.pages:
            rows += sum(len(table) for table in page.extract_tables())
            page.close()
print(rows)
