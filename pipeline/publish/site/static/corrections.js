// The basket of corrections: kept in this browser, given as the CSV that data/corrections/ takes.
"use strict";
const Corrections = (() => {
  const KEY = "conventions.corrections";
  const AUTHOR = "conventions.auteur";
  const COLUMNS = ["document_id", "convention", "table", "cle", "colonne", "valeur", "auteur", "date", "motif", "page", "empreinte_passage"];
  let kept = [];

  // A browser may refuse storage (private window, file:// in some): the basket then lasts as long as the page.
  function load() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) || "[]");
      if (Array.isArray(found)) kept = found.filter((one) => one && COLUMNS.every((name) => typeof one[name] === "string"));
    } catch { /* kept stays as it is */ }
  }

  function save() {
    try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* said by download() being the only way out */ }
    show();
  }

  const same = (a, b) => ["document_id", "convention", "table", "cle", "colonne"].every((name) => a[name] === b[name]);

  // Who corrects, to be typed once.
  function author() {
    try { return localStorage.getItem(AUTHOR) || ""; } catch { return ""; }
  }

  function add(correction) {
    try { localStorage.setItem(AUTHOR, correction.auteur); } catch { /* not kept */ }
    kept = kept.filter((one) => !same(one, correction));
    kept.push(correction);
    save();
  }

  const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const csv = () => [COLUMNS, ...kept.map((one) => COLUMNS.map((name) => one[name]))].map((line) => line.map(quoted).join(",")).join("\n") + "\n";

  function download() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
    link.download = `corrections-${today()}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function today() {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  }

  // The row that a correction names, `(nature AE, montant 60000.00)`.
  function row(key) {
    const named = Object.entries(key ? JSON.parse(key) : {}).filter(([, value]) => value !== null);
    return named.length ? ` (${named.map(([name, value]) => `${name} ${value}`).join(", ")})` : "";
  }

  function said(one) {
    if (one.colonne) return one.valeur === "absent" ? "le document ne la donne pas" : one.valeur;
    return one.valeur === "present" ? "ligne à ajouter" : "ligne à retirer";
  }

  function item(one, index) {
    const line = document.createElement("li");
    const what = document.createElement("span");
    what.textContent = `${one.table}${one.colonne ? "." + one.colonne : ""}${row(one.cle)} : ${said(one)} (${one.motif}, ${one.auteur})`;
    const drop = document.createElement("button");
    drop.type = "button";
    drop.textContent = "Retirer";
    drop.setAttribute("aria-label", `Retirer la correction de ${one.table} ${one.colonne}`);
    drop.addEventListener("click", () => { kept.splice(index, 1); save(); });
    line.append(what, " ", drop);
    return line;
  }

  function show() {
    for (const count of document.querySelectorAll("[data-count]")) count.textContent = String(kept.length);
    const section = document.getElementById("corrections");
    section.querySelector("[data-empty]").hidden = kept.length > 0;
    section.querySelector("[data-filled]").hidden = kept.length === 0;
    section.querySelector("[data-list]").replaceChildren(...kept.map(item));
  }

  load();
  document.querySelector("[data-download]").addEventListener("click", download);
  document.querySelector("[data-clear]").addEventListener("click", () => {
    if (confirm("Effacer toutes les corrections gardées dans ce navigateur ?")) { kept = []; save(); }
  });
  window.addEventListener("storage", () => { load(); show(); });
  show();
  return { add, author, today };
})();
