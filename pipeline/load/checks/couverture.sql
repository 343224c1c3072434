-- avertissement : un document n'est dans aucune ligne de couverture
SELECT document_id AS lieu
FROM documents
WHERE EXISTS (SELECT 1 FROM couverture)
  AND statut <> 'retire' -- une version remplacée : sa ressource a une autre ligne
  AND document_id NOT IN (SELECT document_id FROM couverture WHERE document_id IS NOT NULL)
