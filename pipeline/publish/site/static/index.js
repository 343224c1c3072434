// The list of conventions: filter, search (without accents), sort.
"use strict";
(() => {
  const table = document.querySelector("[data-sortable]");
  const form = document.querySelector("[data-filters]");
  const status = document.querySelector("[data-shown]");
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/’/g, "'");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, text: plain(`${row.textContent} ${row.dataset.plus}`) }));

  function filter() {
    const wanted = new FormData(form);
    const words = plain(wanted.get("q")).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { row, text } of rows) {
      const d = row.dataset;
      const keep = words.every((word) => text.includes(word))
        && (!wanted.get("type") || d.type === wanted.get("type"))
        && (!wanted.get("programme") || d.programme.split(" ; ").includes(wanted.get("programme")))
        && (!wanted.get("annee") || d.annee === wanted.get("annee"))
        && (!wanted.get("couche") || d.couche === wanted.get("couche"))
        && (!wanted.get("doute") || d.doute !== "0");
      row.hidden = !keep;
      count += keep;
    }
    status.textContent = `${count} convention${count > 1 ? "s" : ""} sur ${rows.length}`;
  }

  function sort(index, header) {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = ({ row }) => row.cells[index].dataset.k;
    const numeric = header.classList.contains("n");
    const compare = numeric ? (a, b) => Number(key(a)) - Number(key(b)) : (a, b) => key(a).localeCompare(key(b), "fr", { numeric: true });
    const sorted = [...rows].sort((a, b) => (down ? -compare(a, b) : compare(a, b)));
    body.append(...sorted.map(({ row }) => row));
  }

  [...table.tHead.rows[0].cells].forEach((header, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(index, header));
    header.append(button);
  });
  for (const kind of ["input", "change"]) form.addEventListener(kind, filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
})();
