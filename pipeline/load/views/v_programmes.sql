-- One name a programme, the last one known: `programmes` has a row for each, and joining it would count credits twice.
SELECT code, libelle, mission, ministere
FROM programmes
QUALIFY row_number() OVER (
    PARTITION BY code ORDER BY greatest(list_max(annees_attestees), annee_debut, annee_fin) DESC NULLS LAST, libelle
) = 1
ORDER BY code
