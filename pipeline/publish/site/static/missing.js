// A row that the document has and the dataset has not: its values, and the line of the page that says it.
"use strict";
(() => {
  const { document_id, convention, lignes } = JSON.parse(document.getElementById("donnees").textContent);
  const pages = document.querySelector("[data-pages]");
  const panel = document.querySelector("[data-missing]");
  const form = panel.querySelector("form");
  const { table, page, ligne, motif, auteur } = form.elements;
  const fields = panel.querySelector("[data-fields]");
  const error = panel.querySelector("[data-error]");
  const SVG = "http://www.w3.org/2000/svg";
  let opener = null;

  const columns = () => Object.entries(TABLES[table.value].colonnes);

  function ask() {
    fields.replaceChildren(...columns().map(([name, column]) =>
      Fields.make(column, `valeur-${name}`, column.libelle + (column.requis ? " (obligatoire)" : ""), !column.requis)));
    error.textContent = "";
  }

  // The lines of the page that is chosen, to choose from without a mouse.
  function list() {
    const lines = lignes[page.value] || [];
    ligne.replaceChildren(new Option("— seulement la page —", ""), ...lines.map(([text], index) => new Option(text, index)));
    mark();
  }

  function draw() {
    for (const [number, lines] of Object.entries(lignes)) {
      const svg = pages.querySelector(`#page-${number} svg`);
      if (!svg || svg.querySelector(".line")) continue;
      lines.forEach(([text, , box], index) => {
        if (!box) return;
        const rect = document.createElementNS(SVG, "rect");
        const sides = { x: box[0] - 1, y: box[1] - 1, width: box[2] - box[0] + 2, height: box[3] - box[1] + 2 };
        for (const [name, value] of Object.entries(sides)) rect.setAttribute(name, value);
        rect.classList.add("line");
        rect.dataset.line = `${number}-${index}`;
        svg.append(rect);
      });
    }
  }

  function mark() {
    for (const old of pages.querySelectorAll(".line.lit")) old.classList.remove("lit");
    const box = ligne.value && pages.querySelector(`[data-line="${page.value}-${ligne.value}"]`);
    if (box) box.classList.add("lit");
    return box || document.getElementById(`page-${page.value}`);
  }

  function show() {
    const at = mark()?.getBoundingClientRect();
    const frame = pages.getBoundingClientRect();
    if (at) pages.scrollTo({ top: pages.scrollTop + at.top - frame.top - frame.height / 4 });
  }

  // A click on a page, while the form is open: the line under it, or the page alone.
  function point(event) {
    const sheet = !panel.hidden && event.target.closest("figure");
    if (!sheet) return;
    event.preventDefault();
    event.stopPropagation();
    page.value = sheet.id.replace("page-", "");
    list();
    const line = event.target.closest(".line");
    if (line) ligne.value = line.dataset.line.split("-")[1];
    mark();
  }

  function open(button) {
    opener = button;
    if (button.dataset.add) table.value = button.dataset.add;
    ask();
    draw();
    auteur.value ||= Corrections.author();
    panel.hidden = false;
    pages.classList.add("pointing");
    document.dispatchEvent(new Event("ligne-oubliee"));
    list();
    table.focus();
  }

  function close() {
    panel.hidden = true;
    pages.classList.remove("pointing");
    mark()?.classList.remove("lit");
  }

  // The row, column by column, or null with the reason said.
  function row() {
    const found = {};
    for (const [name, column] of columns()) {
      const text = form.elements[`valeur-${name}`].value.trim();
      const value = text ? Fields.written(text, column) : null;
      if (text && value === null) return wrong(`${column.libelle} : la valeur n'a pas la forme attendue.`, name);
      if (!text && column.requis) return wrong(`${column.libelle} : à remplir.`, name);
      if (text) found[name] = /^(INTEGER|BIGINT)$/.test(column.type) ? Number(value) : value;
    }
    if (!Object.keys(found).length) return wrong("Remplissez au moins une valeur.", columns()[0][0]);
    return found;
  }

  function wrong(text, name) {
    error.textContent = text;
    form.elements[`valeur-${name}`]?.focus();
    return null;
  }

  function submit(event) {
    event.preventDefault();
    const values = row();
    if (!values) return;
    error.textContent = !motif.value.trim() ? "Dites pourquoi, en une phrase." : !auteur.value.trim() ? "Dites qui corrige." : "";
    if (error.textContent) return;
    Corrections.add({
      document_id, convention: String(convention), table: table.value, cle: JSON.stringify(values), colonne: "", valeur: "present",
      auteur: auteur.value.trim(), date: Corrections.today(), motif: motif.value.trim(), page: page.value,
      empreinte_passage: ligne.value ? lignes[page.value][ligne.value][1] : "",
    });
    motif.value = "";
    ask();
    panel.querySelector("[data-added]").textContent = "Ligne ajoutée à vos corrections.";
  }

  for (const button of document.querySelectorAll("[data-add]")) {
    button.hidden = false;
    button.addEventListener("click", () => open(button));
  }
  pages.addEventListener("click", point, true);
  table.addEventListener("change", ask);
  page.addEventListener("change", () => { list(); show(); });
  ligne.addEventListener("change", show);
  form.addEventListener("submit", submit);
  form.addEventListener("input", () => { error.textContent = panel.querySelector("[data-added]").textContent = ""; });
  document.addEventListener("valeur-choisie", close);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(); opener?.focus(); } });
  panel.querySelector("[data-close]").addEventListener("click", () => { close(); opener?.focus(); });
})();
