-- What was in force on a day: FROM montants_au(DATE '2024-06-30') WHERE compte. An act without a date is taken to be in
-- force (`date_incertaine` says so); what it replaces is not.
SELECT * FROM v_montants_en_vigueur
WHERE coalesce(en_vigueur_du <= jour, true) AND coalesce(en_vigueur_au >= jour, remplace_par IS NULL)
