-- A scan read with a fault is not found equal to its original: acts of one kind, number and day, one of them read by OCR,
-- that share two parties or units and name no two products. So may be two native texts of the same amounts whose title or
-- object differ. Both are counted, and to be looked at.
WITH sommes AS (
    SELECT convention_id,
           string_agg(concat_ws('/', nature, montant, exercice, uo), '|' ORDER BY nature, montant, exercice, uo) AS montants
    FROM montants WHERE montant > 0 GROUP BY convention_id
), actes AS (
    SELECT c.convention_id, c.type, coalesce(c.numero_avenant, 0) AS numero, c.date_signature, d.couche_texte, s.montants,
           regexp_replace(lower(strip_accents(c.produit)), '[^a-z0-9]', '', 'g') AS service
    FROM conventions c
    JOIN documents d USING (document_id)
    LEFT JOIN sommes s ON s.convention_id = c.convention_id
    ANTI JOIN v_doublons_probables p ON p.convention_id = c.convention_id
    WHERE c.date_signature IS NOT NULL AND d.statut <> 'retire'
), marques AS (
    SELECT DISTINCT convention_id, coalesce(organisation_id, lower(strip_accents(organisation))) AS marque FROM parties
    UNION
    SELECT convention_id, uo FROM unites_operationnelles
)
SELECT a.convention_id, b.convention_id AS semblable_a
FROM actes a
JOIN actes b ON b.type = a.type AND b.numero = a.numero AND b.date_signature = a.date_signature
            AND b.convention_id <> a.convention_id AND coalesce(b.service = a.service, true)
            AND (a.couche_texte <> 'native' OR b.couche_texte <> 'native' OR a.montants = b.montants)
JOIN marques ma ON ma.convention_id = a.convention_id
JOIN marques mb ON mb.convention_id = b.convention_id AND mb.marque = ma.marque
GROUP BY a.convention_id, b.convention_id
HAVING count(*) >= 2
