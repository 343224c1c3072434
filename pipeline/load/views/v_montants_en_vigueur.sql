-- Every amount of every act, with the days on which it is in force. `compte` tells which rows add up without counting
-- anything twice. What an avenant replaces: amounts of the same kind, nature, UO and funder that earlier acts of its
-- chain gave for the same year, or, when it gives a schedule (several years, or an amount for the whole duration), for
-- its first year and those after it. An unknown side (NULL) agrees with any.
WITH chaines AS MATERIALIZED (
    SELECT * FROM v_chaines
), montants_places AS MATERIALIZED (
    SELECT c.racine_id, c.rang, c.date_acte, c.doublon_de, c.retire, c.chaine_complete, m.*,
           CASE m.role WHEN 'versement' THEN 'versement' WHEN 'estimation' THEN 'estimation' ELSE 'credit' END AS genre,
           a.s_additionne, a.motif, a.addition_douteuse, a.confiance, a.a_verifier,
           coalesce(m.role = 'total', false) AND NOT a.s_additionne AS redit_en_total
    FROM chaines c
    JOIN montants m USING (convention_id)
    JOIN v_montants_additionnables a USING (convention_id, montant_no)
), remplacants AS (
    SELECT *, min(exercice) OVER serie AS premier_exercice,
           count(DISTINCT exercice) OVER serie > 1 OR bool_or(exercice IS NULL) OVER serie AS echeancier,
           bool_or(exercice IS NOT NULL AND NOT redit_en_total)
               OVER (PARTITION BY convention_id, genre, nature) AS annuel
    FROM montants_places
    WHERE rang > 0 AND effet = 'remplace' AND doublon_de IS NULL AND NOT retire
    WINDOW serie AS (PARTITION BY convention_id, genre, nature, uo)
), remplacements AS (
    SELECT p.convention_id, p.montant_no, min_by(struct_pack(acte := r.convention_id, jour := r.date_acte), r.rang) AS par
    FROM montants_places p
    JOIN remplacants r ON r.racine_id = p.racine_id AND r.rang > p.rang AND r.genre = p.genre
                      AND coalesce(r.nature = p.nature, true) AND coalesce(r.uo = p.uo, true)
                      AND coalesce(r.financeur = p.financeur, true)
                      AND (p.redit_en_total OR NOT r.redit_en_total)
                      AND CASE
                              WHEN p.exercice IS NULL THEN r.exercice IS NULL OR r.echeancier OR p.redit_en_total
                              WHEN r.exercice IS NULL THEN NOT r.annuel
                              ELSE r.exercice = p.exercice OR (r.echeancier AND p.exercice >= r.premier_exercice)
                          END
    GROUP BY p.convention_id, p.montant_no
), indecis AS (
    -- What an avenant of unknown effect may have changed.
    SELECT DISTINCT p.convention_id, p.montant_no, true AS peut_avoir_change
    FROM montants_places p
    JOIN montants_places r ON r.racine_id = p.racine_id AND r.rang > p.rang AND r.genre = p.genre
                      AND r.effet IS NULL AND r.doublon_de IS NULL AND NOT r.retire
                      AND coalesce(r.nature = p.nature, true) AND coalesce(r.uo = p.uo, true)
                      AND coalesce(r.exercice = p.exercice, true)
), partagees AS (
    -- An act that modifies two conventions stands in the chain of one: what it changed in the other, and which of its
    -- amounts are whose, is not told.
    SELECT DISTINCT unnest([a.racine_id, p.racine_id]) AS racine_id, true AS partagee
    FROM conventions_liees l
    JOIN chaines a ON a.convention_id = l.convention_id AND a.doublon_de IS NULL AND NOT a.retire
    JOIN chaines c ON c.convention_id = l.convention_liee_id
    JOIN chaines p ON p.convention_id = coalesce(c.doublon_de, c.convention_id)
    WHERE l.relation = 'modifie' AND p.racine_id <> a.racine_id
), semblables AS (
    SELECT convention_id, min(semblable_a) AS semblable_a FROM v_doublons_possibles GROUP BY convention_id
), fins AS (
    -- The chain ends when its latest act that speaks of an end says so.
    SELECT racine_id,
           max_by(struct_pack(jour := CASE WHEN regle_fin = 'indeterminee' THEN NULL ELSE date_fin END), rang)
               FILTER (date_fin IS NOT NULL OR regle_fin = 'indeterminee').jour AS date_fin
    FROM chaines WHERE doublon_de IS NULL AND NOT retire GROUP BY racine_id
), premiers AS (
    SELECT racine_id, min(rang) AS premier_rang FROM montants_places
    WHERE doublon_de IS NULL AND NOT retire GROUP BY racine_id
), exclusions AS (
    SELECT m.*, r.par, f.date_fin,
           CASE WHEN doublon_de IS NOT NULL THEN 'convention déjà comptée sous ' || doublon_de
                WHEN retire THEN 'document retiré de sa source'
                WHEN m.rang > q.premier_rang AND effet IS NULL THEN 'effet de l''avenant indéterminé'
                WHEN NOT s_additionne THEN motif END AS exclusion,
           addition_douteuse OR NOT chaine_complete OR (m.rang > coalesce(q.premier_rang, 0) AND effet IS NULL)
               OR coalesce(i.peut_avoir_change, false) OR coalesce(h.partagee, false)
               OR d.semblable_a IS NOT NULL AS douteux,
           CASE WHEN d.semblable_a IS NOT NULL THEN 'peut-être compté aussi sous ' || d.semblable_a
                WHEN h.partagee THEN 'un avenant à deux conventions le change peut-être'
                WHEN i.peut_avoir_change THEN 'un avenant d''effet indéterminé le change peut-être'
                WHEN NOT chaine_complete THEN 'avenants incomplets'
                WHEN confiance < 0.9 THEN 'lecture peu sûre' END AS reserve
    FROM montants_places m
    LEFT JOIN remplacements r USING (convention_id, montant_no)
    LEFT JOIN indecis i USING (convention_id, montant_no)
    LEFT JOIN semblables d USING (convention_id)
    LEFT JOIN partagees h USING (racine_id)
    LEFT JOIN fins f USING (racine_id)
    LEFT JOIN premiers q USING (racine_id)
)
SELECT racine_id, convention_id, montant_no, rang, nature, montant, exercice, uo, role, financeur, condition, effet,
       date_acte AS en_vigueur_du,
       CASE WHEN par.acte IS NULL THEN date_fin
            WHEN par.jour IS NOT NULL THEN least(par.jour - 1, date_fin) END::DATE AS en_vigueur_au,
       CASE WHEN par.acte IS NOT NULL AND coalesce(par.jour - 1 <= date_fin, true) THEN 'avenant'
            WHEN date_fin IS NOT NULL THEN 'terme' END AS fin_par,
       par.acte AS remplace_par,
       date_acte IS NULL OR (par.acte IS NOT NULL AND par.jour IS NULL) AS date_incertaine,
       coalesce(role = 'total', false) AS est_total,
       exclusion IS NULL AS compte,
       coalesce(exclusion, motif, reserve) AS motif,
       douteux AS addition_douteuse,
       confiance,
       a_verifier OR douteux AS a_verifier
FROM exclusions
