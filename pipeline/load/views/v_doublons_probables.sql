-- The same act published twice (a scan and the original, a bulletin and the act alone) has other bytes and other ids.
-- Two conventions are taken for one when everything that identifies an act is equal, and there is enough of it: without
-- a date or a product, the same number or the same words are asked for (a bare title says too little).
WITH parties_cle AS (
    SELECT convention_id,
           string_agg(coalesce(role, '?') || ':' || coalesce(organisation_id, lower(strip_accents(organisation))), '|'
                      ORDER BY role, coalesce(organisation_id, lower(strip_accents(organisation)))) AS cle
    FROM parties GROUP BY convention_id
), montants_cle AS (
    SELECT convention_id,
           string_agg(concat_ws('/', coalesce(nature, '?'), montant, coalesce(exercice, 0), coalesce(uo, '?')), '|'
                      ORDER BY nature, montant, exercice, uo) AS cle
    FROM montants WHERE montant > 0 GROUP BY convention_id
), dites AS (
    SELECT *, date_signature IS NOT NULL OR produit IS NOT NULL AS nommee,
           regexp_replace(lower(strip_accents(concat_ws(' ', intitule, objet))), '[^a-z0-9]', '', 'g') AS mots
    FROM conventions
), identites AS (
    SELECT c.convention_id, d.statut, d.couche_texte, d.publie_le,
           concat_ws('#', c.type, coalesce(c.numero_avenant, 0), coalesce(c.date_signature::VARCHAR, '?'),
                     coalesce(lower(strip_accents(c.produit)), '?'), p.cle, m.cle,
                     CASE WHEN NOT c.nommee THEN coalesce(c.nor, c.mots) END) AS cle
    FROM dites c
    JOIN documents d USING (document_id)
    JOIN parties_cle p USING (convention_id)
    JOIN montants_cle m USING (convention_id)
    WHERE c.nommee OR c.nor IS NOT NULL OR length(c.mots) >= 60
), choisies AS (
    SELECT convention_id,
           first_value(convention_id) OVER (
               PARTITION BY cle
               ORDER BY statut = 'retire',
                        CASE couche_texte WHEN 'native' THEN 0 WHEN 'mixte' THEN 1 ELSE 2 END,
                        publie_le NULLS LAST, convention_id
           ) AS doublon_de
    FROM identites
)
SELECT convention_id, doublon_de FROM choisies WHERE doublon_de <> convention_id
