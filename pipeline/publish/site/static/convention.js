// A convention: the address names a value; its boxes are lit, its proof is shown, it can be corrected.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("donnees").textContent);
  const pages = document.querySelector("[data-pages]");
  const panel = document.querySelector("[data-proof]");
  const form = panel.querySelector("[data-form]");
  const correct = panel.querySelector("[data-correct]");
  const find = (name) => panel.querySelector(`[data-${name}]`);
  const boxes = [...pages.querySelectorAll("a[data-for]")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let chosen = null;
  let fromPage = false;

  function make(tag, text, name) {
    const element = document.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    return element;
  }

  // A row's address (`montant-3`) lights all its values and shows the first; a value's its own.
  function idsOf(id) {
    if (data.valeurs[id]) return [id];
    return Object.keys(data.valeurs).filter((name) => name.startsWith(`${id}-`) && !/^\d/.test(name.slice(id.length + 1)));
  }

  function light(ids) {
    const wanted = new Set(ids);
    const lit = boxes.filter((box) => {
      const on = box.dataset.for.split(" ").some((id) => wanted.has(id));
      box.classList.toggle("lit", on);
      return on;
    });
    for (const old of document.querySelectorAll(".facts .chosen")) old.classList.remove("chosen");
    for (const id of ids) document.getElementById(id)?.classList.add("chosen");
    return lit[0];
  }

  function scrollTo(box) {
    const at = box.getBoundingClientRect();
    const frame = pages.getBoundingClientRect();
    const top = pages.scrollTop + at.top - frame.top - frame.height / 3;
    pages.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
  }

  function proof(one) {
    const line = document.createElement("li");
    if (one.page) line.append(make("b", `Page ${one.page}`), " ");
    if (one.texte) line.append(make("q", one.texte), " ");
    const sure = one.confiance === null ? "" : `, confiance ${String(Math.round(one.confiance * 100) / 100).replace(".", ",")}`;
    line.append(make("small", `${one.statut}${sure}, règle ${one.regle}`));
    if (one.motif) line.append(make("span", one.motif, "why"));
    return line;
  }

  function open(id) {
    const about = data.valeurs[id];
    chosen = id;
    find("title").textContent = about.titre;
    find("value").textContent = about.valeur;
    const lines = about.preuves.map(proof);
    find("proofs").replaceChildren(...(lines.length ? lines : [make("li", "Aucune preuve : la valeur n'a été lue nulle part.")]));
    correct.hidden = !about.table;
    fold(true);
    find("copied").textContent = "";
    panel.hidden = false;
    document.dispatchEvent(new Event("valeur-choisie"));
  }

  function follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    const ids = id ? idsOf(id) : [];
    if (!ids.length) return;
    const box = light(ids);
    open(ids[0]);
    if (fromPage) {
      document.getElementById(id)?.closest("details")?.setAttribute("open", "");
      document.getElementById(id)?.scrollIntoView({ block: "center" });
    } else if (box) scrollTo(box);
    fromPage = false;
  }

  function close() {
    const back = document.getElementById(chosen);
    panel.hidden = true;
    light([]);
    history.replaceState(null, "", location.pathname + location.search);
    back?.focus();
  }

  function fold(folded) {
    form.hidden = folded;
    correct.setAttribute("aria-expanded", String(!folded));
  }

  function prepare() {
    const about = data.valeurs[chosen];
    const column = TABLES[about.table].colonnes[about.colonne];
    const scope = form.elements.portee;
    for (const option of scope.options) {
      option.hidden = option.disabled = (option.value === "ligne" && !about.cle) || (option.value === "absente" && column.requis);
    }
    scope.value = "valeur";
    panel.querySelector("[data-input]").replaceChildren(Fields.make(column, "valeur", "Bonne valeur"));
    find("error").textContent = "";
    form.elements.auteur.value ||= Corrections.author();
    fold(!form.hidden);
    if (!form.hidden) form.elements.valeur.focus();
  }

  function submit(event) {
    event.preventDefault();
    const about = data.valeurs[chosen];
    const scope = form.elements.portee.value;
    const value = scope === "valeur" ? Fields.written(form.elements.valeur.value, TABLES[about.table].colonnes[about.colonne]) : "absent";
    const [motif, auteur] = ["motif", "auteur"].map((name) => form.elements[name].value.trim());
    const wrong = value === null ? "La valeur n'a pas la forme attendue." : !motif ? "Dites pourquoi, en une phrase." : !auteur ? "Dites qui corrige." : "";
    find("error").textContent = wrong;
    if (wrong) return;
    Corrections.add({
      document_id: data.document_id, convention: String(data.convention), table: about.table, cle: about.cle,
      colonne: scope === "ligne" ? "" : about.colonne, valeur: value, auteur, date: Corrections.today(), motif,
      page: about.page && scope !== "ligne" ? String(about.page) : "", empreinte_passage: scope === "ligne" ? "" : about.empreinte,
    });
    form.elements.motif.value = "";
    fold(true);
    find("copied").textContent = "Ajoutée à vos corrections.";
  }

  async function copy() {
    const address = location.href.replace(/#.*$/, "") + `#${chosen}`;
    try {
      await navigator.clipboard.writeText(address);
      find("copied").textContent = "Adresse copiée.";
    } catch { find("copied").textContent = address; }
  }

  pages.addEventListener("click", (event) => { if (event.target.closest("a[data-for]")) fromPage = true; });
  // The same address again: choose anew, no event says so.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) follow();
  });
  document.querySelector("main").addEventListener("keydown", (event) => { if (event.key === "Escape" && !panel.hidden) close(); });
  document.addEventListener("ligne-oubliee", () => { panel.hidden = true; light([]); });
  find("close").addEventListener("click", close);
  find("see").addEventListener("click", () => boxes.find((box) => box.classList.contains("lit"))?.scrollIntoView({ block: "center" }));
  find("copy").addEventListener("click", copy);
  correct.addEventListener("click", prepare);
  form.elements.portee.addEventListener("change", () => { panel.querySelector("[data-input]").hidden = form.elements.portee.value !== "valeur"; });
  form.addEventListener("submit", submit);
  window.addEventListener("hashchange", follow);
  follow();
})();
