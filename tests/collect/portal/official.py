"""What the portal's own client sees of a dataset and downloads of it, as JSON: run in an environment of its own.

python official.py PORTAL DATASET FOLDER
"""

import hashlib
import json
import sys
from pathlib import Path

from datagouv import Client


def main(portal: str, dataset: str, folder: str) -> None:
    """Print a list of {id, title, url, filetype, declared and found checksums}."""
    client = Client(verbose=False)
    client.base_url = portal  # Its constructor only knows data.gouv.fr by name.
    told = []
    for resource in client.dataset(dataset).resources:
        target = Path(folder, resource.id)
        resource.download(target)
        declared = (resource.checksum or {}).get("value")
        found = hashlib.sha256(target.read_bytes()).hexdigest()
        told.append(
            {"id": resource.id, "title": resource.title, "url": resource.url, "sha1": declared, "sha256": found}
        )
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
