WITH sommes AS MATERIALIZED (
    SELECT programme, exercice, type_convention,
           sum(montant) FILTER (nature = 'AE') AS ae,
           sum(montant) FILTER (nature = 'CP') AS cp,
           sum(montant) FILTER (nature IS NULL) AS sans_nature,
           count(DISTINCT racine_id) AS nb_conventions,
           count(*) FILTER (a_verifier) AS nb_a_verifier
    FROM v_credits GROUP BY ALL
), libelles AS (
    -- A programme bears the name of its year, else the last one known.
    SELECT s.programme, s.exercice, p.libelle
    FROM (SELECT DISTINCT programme, exercice FROM sommes) s
    JOIN programmes p ON p.code = s.programme
    QUALIFY row_number() OVER (
        PARTITION BY s.programme, s.exercice
        ORDER BY coalesce(list_contains(p.annees_attestees, s.exercice), false) DESC,
                 coalesce(s.exercice >= p.annee_debut, true) AND coalesce(s.exercice <= p.annee_fin, true) DESC,
                 greatest(list_max(p.annees_attestees), p.annee_debut, p.annee_fin) DESC, p.libelle
    ) = 1
)
SELECT s.programme, l.libelle, s.exercice, s.type_convention, s.ae, s.cp, s.sans_nature, s.nb_conventions, s.nb_a_verifier
FROM sommes s
LEFT JOIN libelles l ON l.programme = s.programme AND l.exercice IS NOT DISTINCT FROM s.exercice
ORDER BY s.programme NULLS LAST, s.exercice NULLS LAST, s.type_convention
