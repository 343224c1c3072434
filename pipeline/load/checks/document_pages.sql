-- erreur : un document lu n'a pas toutes ses pages
SELECT d.document_id || ' : ' || count(g.page) || ' pages sur ' || coalesce(d.nb_pages::VARCHAR, '?') AS lieu
FROM documents d LEFT JOIN pages g USING (document_id)
WHERE d.statut IN ('extrait', 'hors_perimetre')
GROUP BY d.document_id, d.nb_pages
HAVING count(g.page) IS DISTINCT FROM d.nb_pages
