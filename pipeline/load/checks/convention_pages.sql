-- avertissement : une convention dépasse de son document
SELECT c.convention_id AS lieu
FROM conventions c JOIN documents d USING (document_id)
WHERE c.page_debut < 1 OR c.page_fin < c.page_debut OR c.page_fin > d.nb_pages
