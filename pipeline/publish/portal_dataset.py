"""The dataset on the portal: found by its id or its mark, created once, described as the catalogue says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.errors import OperationError, UsageError
from pipeline.publish.catalogue import Catalogue
from pipeline.publish.portal_api import Json, PortalApi

DATASET_MARK = {"conventions:jeu": "conventions-delegation-gestion"}
"""Extras by which the dataset is known again."""
NEW = "nouveau-jeu"
"""What a dataset that a dry run would create is called."""
_PAGE = 100


def created(api: PortalApi, catalogue: Catalogue, organization: str, *, private: bool) -> Json:
    """Return the organisation's dataset, brought up to date if an earlier call created it, else created.

    Raises RefusedError, LostError; OperationError when several bear the mark, or when it may not be written.
    """
    owner = str(api.read(f"/organizations/{organization}/")["id"])
    if found := _marked(api, owner):
        return updated(api, catalogue, found)
    body = described(catalogue, {}) | {"organization": owner, "private": private, "extras": DATASET_MARK}
    made = api.once(lambda: api.write("POST", "/datasets/", body), lambda: _marked(api, owner))
    return dict(made) if made else {"id": NEW}


def updated(api: PortalApi, catalogue: Catalogue, found: Json) -> Json:
    """Bring the description of a dataset up to date; what others added to it stays.

    Raises OperationError when it was deleted or archived, UsageError when it is one that the documents came from.
    """
    for state, said in (("deleted", "supprimé"), ("archived", "archivé : le sortir d'abord des archives")):
        if found.get(state):
            raise OperationError(f"{found['id']} : ce jeu de données est {said}")
    if found["id"] in catalogue.jeux_sources:
        raise UsageError(
            f"{found['id']} : ce jeu de données est une source des documents, ce qui y est lu se publie ailleurs"
        )
    if anew := _anew(catalogue, found):
        api.again(lambda: api.write("PUT", f"/datasets/{found['id']}/", anew))
    return found


def described(catalogue: Catalogue, known: Mapping[str, Any]) -> Json:
    """Return the description that the dataset should have."""
    spatial = known.get("spatial") or {}
    return {
        "title": known.get("title") or catalogue.titre,
        "description": _text(catalogue),
        "license": catalogue.licence,
        "frequency": catalogue.frequence,
        "tags": sorted({*(known.get("tags") or ()), *catalogue.mots_cles}),
        "temporal_coverage": {"start": catalogue.debut, "end": catalogue.fin} if catalogue.debut else None,
        "spatial": {
            "zones": spatial.get("zones") or list(catalogue.zones),
            "granularity": spatial.get("granularity") or catalogue.granularite,
        },
    }


def _anew(catalogue: Catalogue, known: Mapping[str, Any]) -> Json | None:
    """Return what to send so that the dataset is described as it should be; None when it is."""
    body = described(catalogue, known)
    extras = known.get("extras") or {}
    marked = extras.items() >= DATASET_MARK.items()
    if marked and now(known, body) == body:
        return None
    # Tags and coverage are always in the body: an update that leaves them out empties them.
    more: Json = {} if marked else {"extras": {**extras, **DATASET_MARK}}
    return body | {"private": bool(known.get("private"))} | more


def _marked(api: PortalApi, organization: str) -> Json | None:
    """Return the dataset that an earlier call created for the organisation, private or not, if there is one."""
    found, page, seen = [], 1, 0
    while True:
        answer = api.read(f"/organizations/{organization}/datasets/?page={page}&page_size={_PAGE}")
        found += [d for d in answer["data"] if DATASET_MARK.items() <= (d.get("extras") or {}).items()]
        seen, page = seen + len(answer["data"]), page + 1
        if seen >= answer["total"] or not answer["data"]:
            break
    standing = [str(dataset["id"]) for dataset in found if not dataset.get("deleted")]
    if len(standing) > 1:
        raise OperationError(f"plusieurs jeux de données possibles, --dataset dira lequel : {', '.join(standing)}")
    return dict(api.read(f"/datasets/{standing[0]}/")) if standing else None


def now(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> Json:
    """Return the keys of `wanted` as the portal has them, in the form in which we say them."""
    now: Json = {key: known.get(key) for key in wanted}
    if isinstance(now.get("tags"), list):
        now["tags"] = sorted(now["tags"])
    if now.get("temporal_coverage"):
        now["temporal_coverage"] = {key: str(now["temporal_coverage"][key])[:10] for key in ("start", "end")}
    if now.get("spatial"):
        now["spatial"] = {key: now["spatial"].get(key) for key in ("zones", "granularity")}
    if "schema" in wanted:
        now["schema"] = {"url": (now["schema"] or {}).get("url")}
    if isinstance(now.get("description"), str):
        now["description"] = now["description"].replace("\r\n", "\n").strip()
    return now


def _text(catalogue: Catalogue) -> str:
    """Return the dataset's description; documents under other licences are said."""
    text = catalogue.description.strip()
    if catalogue.licences_sources:
        licences = ", ".join(catalogue.licences_sources)
        text += f"\n\nCertains documents sources sont sous une autre licence ({licences}) : "
        text += "voir la colonne `licence` de `documents`."
    if catalogue.sans_licence:
        text += f"\n\nLa source de {catalogue.sans_licence} documents ne précise pas leur licence."
    return text
