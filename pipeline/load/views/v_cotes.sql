-- The two sides of each convention, under the names of the reference list where they are known.
SELECT convention_id,
       string_agg(nom, ' ; ' ORDER BY partie_no) FILTER (role = 'delegant') AS delegants,
       string_agg(nom, ' ; ' ORDER BY partie_no) FILTER (role = 'delegataire') AS delegataires,
       string_agg(nom, ' ; ' ORDER BY partie_no) FILTER (role IS NULL OR role = 'autre') AS autres_parties
FROM (SELECT p.*, coalesce(o.nom, p.organisation, p.sigle) AS nom FROM parties p LEFT JOIN organisations o USING (organisation_id))
GROUP BY convention_id
