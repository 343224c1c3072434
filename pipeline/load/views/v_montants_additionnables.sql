-- Within one act, which amounts may be added up. What is left out says why; `a_verifier` says that a person should look:
-- how it adds up is doubtful, what was read is unsure, or an anomaly questions it.
WITH surete AS (
    -- An amount is as sure as the least sure of what is said of it.
    SELECT convention_id, ligne_no AS montant_no, min(confiance) AS confiance
    FROM preuves WHERE table_cible = 'montants' AND statut <> 'ecartee' GROUP BY ALL
), questions AS (
    -- One about no row in particular (a table that could not be read) is about them all.
    SELECT convention_id, ligne_no FROM anomalies WHERE table_cible = 'montants' AND gravite <> 'info'
), questionnes AS (
    SELECT DISTINCT m.convention_id, m.montant_no
    FROM montants m
    JOIN questions q ON q.convention_id = m.convention_id AND coalesce(q.ligne_no = m.montant_no, true)
), ajouts AS (
    -- What an avenant adds is in the new amount, when it gives that as well: of another object, only a person can tell.
    SELECT DISTINCT a.convention_id, a.montant_no
    FROM montants a
    JOIN montants n ON n.convention_id = a.convention_id AND a.effet = 'ajoute' AND n.effet = 'remplace'
                   AND n.nature IS NOT DISTINCT FROM a.nature AND n.montant >= a.montant
                   AND coalesce(n.exercice = a.exercice, true) AND coalesce(n.uo = a.uo, true)
                   AND coalesce(n.financeur = a.financeur, true)
                   AND coalesce(n.role, 'plafond') NOT IN ('versement', 'estimation')
), lignes AS MATERIALIZED (
    SELECT m.*, j.montant_no IS NOT NULL AS ajout,
           j.montant_no IS NULL AND coalesce(m.role, 'plafond') IN ('plafond', 'echeance', 'contribution') AS credit,
           j.montant_no IS NULL AND coalesce(m.role = 'total', false) AS est_total
    FROM montants m LEFT JOIN ajouts j USING (convention_id, montant_no)
), paires AS MATERIALIZED (
    -- A row (general) is told again in more detail by rows that agree with it wherever it speaks, and speak where it
    -- is silent: by year, by UO, by funder.
    SELECT g.convention_id, g.montant_no AS general_no, d.montant_no AS detail_no
    FROM lignes g
    JOIN lignes d ON d.convention_id = g.convention_id AND d.montant_no <> g.montant_no AND g.credit AND d.credit
                 AND g.nature IS NOT DISTINCT FROM d.nature
                 AND coalesce(g.exercice = d.exercice, g.exercice IS NULL)
                 AND coalesce(g.uo = d.uo, g.uo IS NULL)
                 AND coalesce(g.financeur = d.financeur, g.financeur IS NULL)
                 AND ((g.exercice IS NULL AND d.exercice IS NOT NULL) OR (g.uo IS NULL AND d.uo IS NOT NULL)
                      OR (g.financeur IS NULL AND d.financeur IS NOT NULL))
), feuilles AS MATERIALIZED (
    SELECT l.* FROM lignes l
    ANTI JOIN paires p ON p.convention_id = l.convention_id AND p.general_no = l.montant_no
    WHERE l.credit
), generaux AS MATERIALIZED (
    SELECT p.convention_id, p.general_no AS montant_no, sum(f.montant) AS somme, list(f.montant_no) AS details
    FROM paires p JOIN feuilles f ON f.convention_id = p.convention_id AND f.montant_no = p.detail_no
    GROUP BY ALL
), partiels AS (
    -- Detail that does not reach the general amount is not all of it: the general amount is the one that counts.
    SELECT convention_id, montant_no FROM generaux JOIN lignes USING (convention_id, montant_no) WHERE somme < montant
), compris AS (
    SELECT DISTINCT p.convention_id, p.detail_no AS montant_no
    FROM paires p JOIN partiels q ON q.convention_id = p.convention_id AND q.montant_no = p.general_no
), rivaux AS (
    -- A ceiling and an instalment of the very same year, UO and funder: one is within the other, or one is wrong.
    SELECT DISTINCT a.convention_id, unnest([a.montant_no, b.montant_no]) AS montant_no
    FROM feuilles a
    JOIN feuilles b ON b.convention_id = a.convention_id AND a.role = 'plafond' AND b.role = 'echeance'
                   AND b.nature IS NOT DISTINCT FROM a.nature AND b.exercice IS NOT DISTINCT FROM a.exercice
                   AND b.uo IS NOT DISTINCT FROM a.uo AND b.financeur IS NOT DISTINCT FROM a.financeur
), parts AS (
    -- The totals that have parts: those that the document gives them; else rows of the same nature that do not speak of
    -- another year, UO or funder.
    SELECT t.convention_id, t.montant_no, sum(p.montant) AS somme, list(p.montant_no) AS details
    FROM lignes t JOIN lignes p ON p.convention_id = t.convention_id AND list_contains(t.parts, p.montant_no)
    WHERE t.est_total GROUP BY ALL
    UNION ALL
    SELECT t.convention_id, t.montant_no,
           sum(f.montant) FILTER (coalesce(t.exercice = f.exercice, t.exercice IS NULL)
                                  AND coalesce(t.uo = f.uo, t.uo IS NULL)),
           list(f.montant_no) FILTER (coalesce(t.exercice = f.exercice, t.exercice IS NULL)
                                      AND coalesce(t.uo = f.uo, t.uo IS NULL))
    FROM lignes t
    JOIN feuilles f ON f.convention_id = t.convention_id AND t.est_total AND t.parts IS NULL
                   AND t.nature IS NOT DISTINCT FROM f.nature AND coalesce(t.exercice = f.exercice, true)
                   AND coalesce(t.uo = f.uo, true) AND coalesce(t.financeur = f.financeur, true)
    GROUP BY t.convention_id, t.montant_no
), contestes AS (
    -- Rows that do not make the total or the ceiling they are the parts of: which of them is wrong, only the page tells.
    SELECT DISTINCT convention_id, unnest(details) AS montant_no
    FROM (FROM generaux UNION ALL FROM parts) JOIN lignes USING (convention_id, montant_no) WHERE somme <> montant
), sommes AS (
    -- The same credits told by funder and told by year make the same sum.
    SELECT convention_id, nature,
           sum(montant) FILTER (role = 'contribution') AS contributions,
           sum(montant) FILTER (role IS DISTINCT FROM 'contribution') AS autres
    FROM feuilles GROUP BY ALL
), avec_nature AS (
    -- What is given in AE and CP: row by row, by year, in all. What says none of it again, alone or with the other
    -- amounts without nature, may be another credit.
    SELECT convention_id, list(montant) FILTER (nature IS NOT NULL) AS dits,
           any_value(montant) FILTER (nature IS NULL AND en_tout) AS sans_nature
    FROM (SELECT convention_id, nature, montant, false AS en_tout FROM lignes WHERE nature IS NOT NULL AND (credit OR est_total)
          UNION ALL SELECT convention_id, nature, sum(montant), false FROM feuilles GROUP BY convention_id, nature, exercice
          UNION ALL SELECT convention_id, nature, sum(montant), true FROM feuilles GROUP BY convention_id, nature)
    GROUP BY convention_id HAVING count(*) FILTER (nature IS NOT NULL) > 0
), motifs AS (
    SELECT l.*,
           CASE
               WHEN l.role = 'versement' THEN 'modalité de versement'
               WHEN l.role = 'estimation' THEN 'estimation'
               WHEN l.ajout THEN 'ajout compris dans le nouveau montant'
               WHEN l.nature IS NULL AND n.convention_id IS NOT NULL THEN 'redit sans nature ce qui est donné en AE et CP'
               WHEN t.montant_no IS NOT NULL THEN 'total d''autres lignes'
               WHEN i.montant_no IS NOT NULL THEN 'compris dans un montant plus large'
               WHEN g.somme >= l.montant THEN 'détaillé par d''autres lignes'
               WHEN l.role = 'contribution' AND s.contributions = s.autres THEN 'redit par financeur les autres lignes'
           END AS motif,
           l.est_total AND t.montant_no IS NULL AS total_seul,
           l.ajout OR l.role IS NULL OR v.montant_no IS NOT NULL OR i.montant_no IS NOT NULL OR coalesce(g.somme <> l.montant, false)
               OR coalesce(t.somme <> l.montant, false)
               OR coalesce(l.role = 'contribution' AND s.contributions <> s.autres, false)
               OR coalesce(l.nature IS NULL AND (l.credit OR l.est_total) AND NOT list_contains(n.dits, l.montant)
                           AND NOT coalesce(list_contains(n.dits, n.sans_nature), false), false) AS douteux
    FROM lignes l
    LEFT JOIN generaux g USING (convention_id, montant_no)
    LEFT JOIN compris i USING (convention_id, montant_no)
    LEFT JOIN rivaux v USING (convention_id, montant_no)
    LEFT JOIN parts t USING (convention_id, montant_no)
    LEFT JOIN avec_nature n ON n.convention_id = l.convention_id
    LEFT JOIN sommes s ON s.convention_id = l.convention_id AND s.nature IS NOT DISTINCT FROM l.nature
), niveaux AS (
    -- Totals without parts sum one another too: only those of the widest level are counted.
    SELECT m.*, dense_rank() OVER (PARTITION BY convention_id, nature, total_seul AND motif IS NULL
                                   ORDER BY exercice IS NULL DESC, uo IS NULL DESC) AS niveau
    FROM motifs m
)
SELECT convention_id, montant_no, motif IS NULL AND NOT (total_seul AND niveau > 1) AS s_additionne,
       CASE WHEN motif IS NOT NULL THEN motif
            WHEN total_seul AND niveau > 1 THEN 'compris dans un autre total'
            WHEN total_seul THEN 'total dont les parts ne sont pas données'
            WHEN d.montant_no IS NOT NULL THEN 'avec ses pareils, ne fait pas le total imprimé' END AS motif,
       douteux OR total_seul AS addition_douteuse, confiance,
       douteux OR total_seul OR coalesce(confiance < 0.9, false) OR q.montant_no IS NOT NULL
           OR d.montant_no IS NOT NULL AS a_verifier
FROM niveaux
LEFT JOIN surete USING (convention_id, montant_no)
LEFT JOIN questionnes q USING (convention_id, montant_no)
LEFT JOIN contestes d USING (convention_id, montant_no)
