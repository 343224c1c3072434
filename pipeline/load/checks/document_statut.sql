-- erreur : le statut d'un document ne dit pas ce qu'il contient
SELECT document_id || ' (' || statut || ')' AS lieu
FROM documents
WHERE (statut = 'extrait') AND document_id NOT IN (SELECT document_id FROM conventions)
   OR (statut IN ('hors_perimetre', 'illisible')) AND document_id IN (SELECT document_id FROM conventions)
   OR (statut = 'illisible') AND erreur IS NULL
