"""Harvest a catalogue as the portal does: `harvest.py CATALOGUE.jsonld URL` prints, as JSON, the dataset that it makes.

Run by the portal tests in the portal's virtual environment. URL is where the catalogue would lie: what it points to is
relative to it.
"""

import json
import sys
import tempfile
from pathlib import Path

from rdflib import Graph

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "collect" / "portal"))
import serve


def main(path, url):
    """Print what the portal understands."""
    app = serve.standalone(serve.create_app(override=serve.settings(0, tempfile.mkdtemp(prefix="udata-"))))
    graph = Graph().parse(path, format="json-ld", publicID=url)
    with app.test_request_context():
        serve.populated()
        from udata.core.dataset.rdf import dataset_from_rdf

        dataset = dataset_from_rdf(graph, dryrun=True)
        told = {
            "triples": len(graph),
            "title": dataset.title,
            "description": dataset.description,
            "frequency": dataset.frequency,
            "license": dataset.license and dataset.license.id,
            "tags": sorted(dataset.tags),
            "coverage": [str(day)[:10] for day in (dataset.temporal_coverage.start, dataset.temporal_coverage.end)],
            "resources": {
                resource.url: {
                    "title": resource.title,
                    "format": resource.format,
                    "mime": resource.mime,
                    "filesize": int(resource.filesize),
                    "checksum": [resource.checksum.type, resource.checksum.value],
                    "schema": resource.schema and resource.schema.url,
                }
                for resource in dataset.resources
            },
        }
    print(json.dumps(told, default=str))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
