-- One flat row per convention. Lists are texts, joined by ' ; '. Totals are those of the act alone, each credit once;
-- what is in force after the avenants stands on the first act of its chain alone, so that the column adds up.
WITH unites AS (
    SELECT convention_id, string_agg(uo, ' ; ' ORDER BY uo_no) AS unites_operationnelles,
           string_agg(DISTINCT programme, ' ; ' ORDER BY programme) AS programmes
    FROM unites_operationnelles GROUP BY convention_id
), sommes AS (
    SELECT convention_id,
           sum(montant) FILTER (nature = 'AE') AS total_ae,
           sum(montant) FILTER (nature = 'CP') AS total_cp,
           sum(montant) FILTER (nature IS NULL) AS total_sans_nature,
           bool_or(a_verifier) AS montants_a_verifier
    FROM montants JOIN v_montants_additionnables USING (convention_id, montant_no)
    WHERE s_additionne GROUP BY convention_id
), en_vigueur AS (
    SELECT racine_id AS convention_id,
           sum(montant) FILTER (compte AND nature = 'AE') AS ae_en_vigueur,
           sum(montant) FILTER (compte AND nature = 'CP') AS cp_en_vigueur,
           sum(montant) FILTER (compte AND nature IS NULL) AS sans_nature_en_vigueur,
           bool_or(a_verifier) AS en_vigueur_a_verifier -- What is doubtful enough to be left out counts too.
    FROM v_montants_en_vigueur WHERE remplace_par IS NULL AND (compte OR addition_douteuse) GROUP BY racine_id
), doutes AS (
    SELECT convention_id, count(*) AS nb_anomalies, count(*) FILTER (gravite = 'erreur') AS nb_erreurs
    FROM anomalies GROUP BY convention_id
), vides AS (
    SELECT convention_id, count(*) AS nb_lacunes FROM lacunes GROUP BY convention_id
), surete AS (
    SELECT convention_id, min(confiance) AS confiance_min,
           min(confiance) FILTER (table_cible = 'montants') AS confiance_montants
    FROM preuves WHERE statut <> 'ecartee' GROUP BY convention_id
)
SELECT c.convention_id, c.document_id, d.fichier, d.source_url, c.page_debut, c.type, c.numero_avenant, c.nor, c.intitule,
       c.objet, c.produit, t.delegants, t.delegataires, t.autres_parties, u.unites_operationnelles,
       u.programmes, s.total_ae, s.total_cp, s.total_sans_nature,
       coalesce(s.montants_a_verifier, false) AS montants_a_verifier,
       e.ae_en_vigueur, e.cp_en_vigueur, e.sans_nature_en_vigueur,
       e.en_vigueur_a_verifier,
       c.date_signature, c.date_effet, c.date_fin, c.duree_mois, h.racine_id, h.rang, h.chaine_complete, h.doublon_de,
       coalesce(a.nb_anomalies, 0) AS nb_anomalies, coalesce(a.nb_erreurs, 0) AS nb_erreurs,
       coalesce(v.nb_lacunes, 0) AS nb_lacunes, p.confiance_min, p.confiance_montants, d.couche_texte,
       d.statut AS statut_document
FROM conventions c
JOIN documents d USING (document_id)
JOIN v_chaines h USING (convention_id)
LEFT JOIN v_cotes t USING (convention_id)
LEFT JOIN unites u USING (convention_id)
LEFT JOIN sommes s USING (convention_id)
LEFT JOIN en_vigueur e USING (convention_id)
LEFT JOIN doutes a USING (convention_id)
LEFT JOIN vides v USING (convention_id)
LEFT JOIN surete p USING (convention_id)
ORDER BY c.date_signature DESC NULLS LAST, c.convention_id
