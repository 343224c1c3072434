-- erreur : une preuve retenue doit désigner une ligne, un candidat écarté n'en désigne pas et dit pourquoi
SELECT document_id || ', ' || preuve_id AS lieu
FROM preuves
WHERE (statut = 'ecartee') <> (ligne_no IS NULL) OR (statut = 'ecartee' AND motif IS NULL)
