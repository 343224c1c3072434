-- erreur : une preuve a une place incomplète ou impossible, ou une confiance hors de 0 à 1
SELECT document_id || ', ' || preuve_id AS lieu
FROM preuves
WHERE (page IS NULL) <> (debut IS NULL) OR (page IS NULL) <> (fin IS NULL) OR (page IS NULL) <> (texte IS NULL)
   OR (page IS NULL AND statut <> 'corrigee')
   OR debut < 0 OR fin <= debut OR x1 < x0 OR y1 < y0
   OR confiance NOT BETWEEN 0 AND 1
