"""Serve the real udata on 127.0.0.1, its MongoDB replaced by one in memory: `serve.py PORT STATE.json`.

Run by the portal tests in a virtual environment of its own. Once it is about to answer, it writes to STATE.json the
portal's URL, an API key and the organisation that the key may publish for. Everything is gone when it stops.
"""

import json
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import mongomock_ng
from mongoengine import Q
from udata.app import create_app, standalone
from udata.mongo.queryset import UDataQuerySet
from werkzeug.serving import run_simple


def settings(port, folder):
    """Return what differs from udata's defaults: no service outside this process, local addresses allowed."""
    return SimpleNamespace(
        MONGODB_HOST="mongodb://localhost:27017/udata",  # parsed, never dialled
        MONGODB_SETTINGS={
            "host": "mongodb://localhost:27017/udata",
            "mongo_client_class": mongomock_ng.MongoClient,
            "uuidRepresentation": "standard",
        },
        CACHE_TYPE="flask_caching.backends.SimpleCache",
        CELERY_TASK_ALWAYS_EAGER=True,
        CELERY_BROKER_URL="memory://",
        CELERY_RESULT_BACKEND="cache+memory://",
        SEND_MAIL=False,
        SECRET_KEY="tests",
        API_TOKEN_SECRET="tests",
        FS_ROOT=str(folder),
        FS_PREFIX="/s",
        CDATA_BASE_URL=f"http://127.0.0.1:{port}",
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        URLS_ALLOW_LOCAL=True,
        URLS_ALLOW_PRIVATE=True,
        SCHEMA_CATALOG_URL=None,
        PUBLISH_ON_RESOURCE_EVENTS=False,
    )


def without_text_index():
    """Give `?q=` a meaning without Mongo's text index: every word is in the title."""
    ordered = UDataQuerySet.order_by

    def search_text(self, text, *args, **kwargs):
        for word in text.replace('"', " ").split():
            self = self.filter(Q(title__icontains=word))
        return self

    UDataQuerySet.search_text = search_text
    UDataQuerySet.order_by = lambda self, *keys: ordered(self, *[key for key in keys if key != "$text_score"])


def populated():
    """Create two organisations, a licence a user who may publish for both, another who may not; return what a test needs of them."""
    from udata.core.api_token.models import ApiToken
    from udata.core.dataset.models import License
    from udata.core.organization.models import Member, Organization
    from udata.core.spatial.models import GeoLevel, GeoZone
    from udata.core.user.models import User

    License(
        id="lov2", title="Licence Ouverte 2.0", url="https://www.etalab.gouv.fr/licence-ouverte-open-licence"
    ).save()
    GeoLevel(id="country", name="Pays").save()
    GeoZone(id="country:fr", slug="france", name="France", code="fr", level="country").save()
    ada, eve = (
        User(first_name=name, last_name="Essai", email=f"{name}@example.org", active=True, fs_uniquifier=name).save()
        for name in ("ada", "eve")
    )
    made = [
        Organization(name=name, description=name, members=[Member(user=ada, role="admin")]).save()
        for name in ("Service exemple", "Autre service")
    ]
    return {
        "key": ApiToken.generate(ada, name="essai")[1],
        "stranger": ApiToken.generate(eve, name="essai")[1],
        "organisations": [str(item.id) for item in made],
    }


def main(port, state):
    """Serve until killed."""
    without_text_index()
    folder = Path(tempfile.mkdtemp(prefix="udata-"))
    app = standalone(create_app(override=settings(port, folder)))
    with app.test_request_context():
        told = populated()
    state.write_text(json.dumps(told | {"url": f"http://127.0.0.1:{port}"}))
    run_simple("127.0.0.1", port, app, threaded=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
