-- A convention and its avenants, in the order in which they take effect. `racine_id` is the oldest act of the chain
-- that the dataset holds: an avenant whose parent is missing is its own root.
WITH RECURSIVE liens AS MATERIALIZED (
    SELECT DISTINCT l.convention_id, coalesce(d.doublon_de, l.convention_liee_id) AS parent_id
    FROM conventions_liees l
    LEFT JOIN v_doublons_probables d ON d.convention_id = l.convention_liee_id
    WHERE l.relation = 'modifie' AND l.convention_liee_id IS NOT NULL
      AND coalesce(d.doublon_de, l.convention_liee_id) <> l.convention_id
), montee AS (
    SELECT convention_id, parent_id AS ancetre_id FROM liens
    UNION
    SELECT m.convention_id, l.parent_id FROM montee m JOIN liens l ON l.convention_id = m.ancetre_id
), racines AS (
    -- An ancestor without a parent; two acts that claim to modify each other have none, and stay apart.
    SELECT m.convention_id, min(m.ancetre_id) AS racine_id
    FROM montee m WHERE m.ancetre_id NOT IN (SELECT convention_id FROM liens)
    GROUP BY m.convention_id
), actes AS MATERIALIZED (
    SELECT c.convention_id, coalesce(r.racine_id, c.convention_id) AS racine_id, c.type, c.numero_avenant,
           coalesce(c.date_effet, c.date_signature) AS date_acte, c.date_fin, c.regle_fin, d.doublon_de,
           doc.statut = 'retire' AS retire
    FROM conventions c
    JOIN documents doc USING (document_id)
    LEFT JOIN racines r USING (convention_id)
    LEFT JOIN v_doublons_probables d USING (convention_id)
), anterieurs AS (
    SELECT a.convention_id, count(b.convention_id) AS nombre
    FROM actes a
    LEFT JOIN actes b ON b.racine_id = a.racine_id AND b.convention_id <> b.racine_id
                     AND b.doublon_de IS NULL AND b.date_acte < a.date_acte
    GROUP BY a.convention_id
), numerotes AS (
    -- An avenant without a number takes the rank that its date gives it.
    SELECT a.*, CASE WHEN a.convention_id = a.racine_id THEN 0 ELSE coalesce(a.numero_avenant, 1 + n.nombre) END AS numero
    FROM actes a JOIN anterieurs n USING (convention_id)
)
SELECT convention_id, racine_id,
       row_number() OVER (PARTITION BY racine_id ORDER BY doublon_de IS NOT NULL, convention_id <> racine_id, numero,
                          date_acte NULLS LAST, convention_id) - 1 AS rang,
       type, numero_avenant, date_acte, date_fin, regle_fin, doublon_de, retire,
       bool_or(convention_id = racine_id AND type <> 'avenant') OVER chaine
           AND coalesce(max(numero_avenant) OVER chaine, 0)
               <= count(*) FILTER (convention_id <> racine_id AND doublon_de IS NULL) OVER chaine AS chaine_complete
FROM numerotes
WINDOW chaine AS (PARTITION BY racine_id)
