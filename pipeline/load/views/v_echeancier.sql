WITH annees AS (
    SELECT racine_id, any_value(intitule) AS intitule, any_value(delegants) AS delegants,
           any_value(delegataires) AS delegataires, uo, exercice,
           sum(montant) FILTER (nature = 'AE') AS ae,
           sum(montant) FILTER (nature = 'CP') AS cp,
           sum(montant) FILTER (nature IS NULL) AS sans_nature,
           bool_or(a_verifier) AS a_verifier
    FROM v_credits GROUP BY racine_id, uo, exercice
)
SELECT racine_id, intitule, delegants, delegataires, uo, exercice, ae, cp, sans_nature,
       sum(ae) OVER cumul AS ae_cumulees, sum(cp) OVER cumul AS cp_cumules, a_verifier,
       bool_or(a_verifier) OVER cumul AS cumuls_a_verifier
FROM annees
WINDOW cumul AS (PARTITION BY racine_id, uo ORDER BY exercice NULLS LAST)
ORDER BY racine_id, uo NULLS LAST, exercice NULLS LAST
