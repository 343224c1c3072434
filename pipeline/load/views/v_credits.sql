-- The credits that count, after the avenants: no total with its parts, no instalment, no estimate, no act published
-- twice. One row per amount, with the programme and the two sides it belongs to.
WITH programmes_uniques AS (
    SELECT convention_id, min(programme) AS programme
    FROM (SELECT convention_id, programme FROM unites_operationnelles
          UNION ALL SELECT convention_id, programme FROM imputations)
    WHERE programme IS NOT NULL GROUP BY convention_id HAVING count(DISTINCT programme) = 1
)
SELECT m.racine_id, m.convention_id, m.montant_no, r.type AS type_convention, r.intitule,
       t.delegants, t.delegataires, t.autres_parties,
       coalesce(left(m.uo, 4), u.programme) AS programme, m.uo, m.exercice, m.nature, m.montant, m.a_verifier,
       m.en_vigueur_du, m.en_vigueur_au
FROM v_montants_en_vigueur m
JOIN conventions r ON r.convention_id = m.racine_id
LEFT JOIN v_cotes t ON t.convention_id = m.racine_id
LEFT JOIN programmes_uniques u ON u.convention_id = m.convention_id
WHERE m.compte AND m.remplace_par IS NULL
