-- erreur : une preuve ne redonne pas son texte : pages.texte[debut:fin] doit l'être à la lettre
SELECT p.document_id || ', page ' || coalesce(p.page::VARCHAR, '?') || ', ' || p.preuve_id AS lieu
FROM preuves p LEFT JOIN pages g USING (document_id, page)
WHERE p.page IS NOT NULL
  AND substring(coalesce(g.texte, ''), p.debut + 1, p.fin - p.debut) IS DISTINCT FROM p.texte
