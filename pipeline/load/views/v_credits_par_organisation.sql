-- Several délégants or délégataires stay together: shared out among them, a credit would be counted several times. Acts
-- without these roles (subventions, partenariats) are told by their parties.
SELECT delegants, delegataires, autres_parties, exercice, type_convention,
       sum(montant) FILTER (nature = 'AE') AS ae,
       sum(montant) FILTER (nature = 'CP') AS cp,
       sum(montant) FILTER (nature IS NULL) AS sans_nature,
       count(DISTINCT racine_id) AS nb_conventions,
       count(*) FILTER (a_verifier) AS nb_a_verifier
FROM v_credits
GROUP BY ALL
ORDER BY delegants NULLS LAST, delegataires NULLS LAST, autres_parties NULLS LAST, exercice NULLS LAST, type_convention
