-- The same act published twice (a scan and the original, a bulletin and the act alone) has other bytes and other ids.
-- Two conventions are taken for one when everything that identifies an act is equal, and there is enough of it: without
-- a date or a product, the same number or the same words are asked for (a bare title says too little). Only letters and
-- figures are compared; a product that one of them does not name is no difference, other words of a native text are
-- (two projects of one day may have the same sum): v_doublons_possibles says so of them.
WITH parties_nommees AS (
    SELECT convention_id, coalesce(role, '?') || ':'
           || coalesce(organisation_id, regexp_replace(lower(strip_accents(organisation)), '[^a-z0-9]', '', 'g')) AS nom
    FROM parties
), parties_cle AS (
    SELECT convention_id, string_agg(nom, '|' ORDER BY nom) AS cle FROM parties_nommees GROUP BY convention_id
), montants_cle AS (
    SELECT convention_id,
           string_agg(concat_ws('/', coalesce(nature, '?'), montant, coalesce(exercice, 0), coalesce(uo, '?')), '|'
                      ORDER BY nature, montant, exercice, uo) AS cle
    FROM montants WHERE montant > 0 GROUP BY convention_id
), dites AS (
    SELECT *, date_signature IS NOT NULL OR produit IS NOT NULL AS nommee,
           regexp_replace(lower(strip_accents(produit)), '[^a-z0-9]', '', 'g') AS service,
           regexp_replace(lower(strip_accents(concat_ws(' ', intitule, objet))), '[^a-z0-9]', '', 'g') AS mots
    FROM conventions
), identites AS (
    SELECT c.convention_id, c.service, d.statut, d.couche_texte, d.publie_le,
           CASE WHEN d.couche_texte = 'native' AND c.mots <> '' THEN c.mots END AS mots,
           concat_ws('#', c.type, coalesce(c.numero_avenant, 0), coalesce(c.date_signature::VARCHAR, '?'), p.cle, m.cle,
                     CASE WHEN c.date_signature IS NULL THEN c.service END,
                     CASE WHEN NOT c.nommee THEN coalesce(c.nor, c.mots) END) AS cle
    FROM dites c
    JOIN documents d USING (document_id)
    JOIN parties_cle p USING (convention_id)
    JOIN montants_cle m USING (convention_id)
    WHERE c.nommee OR c.nor IS NOT NULL OR length(c.mots) >= 60
), actes AS (
    -- Acts alike in all but the product are one when they name one product at most, else one a product.
    SELECT *, CASE WHEN count(DISTINCT service) OVER (PARTITION BY cle) > 1 THEN coalesce(service, '?')
                   WHEN count(service) OVER (PARTITION BY cle) < count(*) OVER (PARTITION BY cle)
                        AND count(DISTINCT mots) OVER (PARTITION BY cle) > 1 THEN coalesce(mots, '?') END AS distinction
    FROM identites
), choisies AS (
    SELECT convention_id,
           first_value(convention_id) OVER (
               PARTITION BY cle, distinction
               ORDER BY statut = 'retire',
                        CASE couche_texte WHEN 'native' THEN 0 WHEN 'mixte' THEN 1 ELSE 2 END,
                        publie_le NULLS LAST, convention_id
           ) AS doublon_de
    FROM actes
)
SELECT convention_id, doublon_de FROM choisies WHERE doublon_de <> convention_id
