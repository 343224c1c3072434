-- What a person should look at first: doubts, unsure values, gaps and unreadable documents in one list, with the
-- passage to read. Amounts come before codes, codes before the rest, an error before a warning; mere remarks come last.
WITH valeurs AS MATERIALIZED (
    -- A value is as sure as its weakest proof; its first passage is the one to read.
    SELECT document_id, convention_id, table_cible, ligne_no, colonne, min(confiance) AS confiance,
           min_by(struct_pack(page := page, texte := texte, motif := motif), (page, debut)) AS passage
    FROM preuves WHERE statut <> 'ecartee' GROUP BY ALL
), lignes AS MATERIALIZED (
    SELECT convention_id, table_cible, ligne_no, min_by(passage, (passage.page, colonne)) AS passage
    FROM valeurs GROUP BY ALL
), sujets AS (
    SELECT 'anomalie' AS sujet, a.code, a.gravite, a.message, a.document_id, a.convention_id, a.table_cible, a.ligne_no,
           a.colonne, coalesce(v.passage, l.passage) AS passage, v.confiance
    FROM anomalies a
    LEFT JOIN valeurs v ON v.convention_id = a.convention_id AND v.table_cible = a.table_cible
                       AND v.ligne_no = a.ligne_no AND v.colonne = a.colonne
    LEFT JOIN lignes l ON l.convention_id = a.convention_id AND l.table_cible = a.table_cible AND l.ligne_no = a.ligne_no
    UNION ALL
    SELECT 'valeur_peu_sure', NULL, CASE WHEN confiance < 0.5 THEN 'erreur' ELSE 'avertissement' END,
           'Valeur peu sûre (confiance ' || replace(printf('%.2f', confiance), '.', ',') || ')'
               || coalesce(' : ' || passage.motif, '') || ', à vérifier',
           document_id, convention_id, table_cible, ligne_no, colonne, passage, confiance
    FROM valeurs WHERE confiance < 0.9
    UNION ALL
    SELECT 'montant', NULL, 'avertissement',
           'Montant à vérifier avant de l''additionner' || coalesce(' : ' || m.motif, ''),
           c.document_id, m.convention_id, 'montants', m.montant_no, 'montant', v.passage, v.confiance
    FROM v_montants_en_vigueur m
    JOIN v_chaines h USING (convention_id)
    JOIN conventions c USING (convention_id)
    LEFT JOIN valeurs v ON v.convention_id = m.convention_id AND v.table_cible = 'montants'
                       AND v.ligne_no = m.montant_no AND v.colonne = 'montant'
    WHERE m.addition_douteuse AND h.doublon_de IS NULL
    UNION ALL
    SELECT 'lacune', g.nature, CASE WHEN g.colonne IS NULL THEN 'avertissement' ELSE 'info' END,
           CASE g.nature WHEN 'illisible' THEN 'Endroit illisible' ELSE 'Attendu, non trouvé' END || ', à vérifier',
           c.document_id, g.convention_id, g.table_cible, g.ligne_no, g.colonne, l.passage, NULL
    FROM lacunes g
    JOIN conventions c USING (convention_id)
    LEFT JOIN lignes l ON l.convention_id = g.convention_id AND l.table_cible = g.table_cible AND l.ligne_no = g.ligne_no
    WHERE g.nature <> 'non_mentionne'
    UNION ALL
    SELECT 'document', 'illisible', 'erreur', 'Document illisible : ' || erreur, document_id, NULL, NULL, NULL, NULL, NULL,
           NULL
    FROM documents WHERE statut = 'illisible'
)
SELECT CASE WHEN s.gravite = 'info' THEN 50 ELSE 0 END
       + CASE WHEN s.table_cible = 'montants' THEN 10
              WHEN s.table_cible IN ('unites_operationnelles', 'imputations') OR s.convention_id IS NULL THEN 20
              WHEN s.table_cible IN ('conventions', 'parties') THEN 30 ELSE 40 END
       + CASE s.gravite WHEN 'erreur' THEN 1 ELSE 2 END AS priorite,
       s.sujet, s.code, s.gravite, s.message, d.fichier, s.passage.page AS page, s.passage.texte AS citation, s.confiance,
       s.table_cible, s.ligne_no, s.colonne, s.convention_id, s.document_id, c.intitule
FROM sujets s
JOIN documents d USING (document_id)
LEFT JOIN conventions c ON c.convention_id = s.convention_id
ORDER BY priorite, s.confiance NULLS LAST, d.fichier, s.convention_id, page, s.table_cible, s.ligne_no, s.colonne, s.code
