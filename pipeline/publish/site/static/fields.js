// The field of a column: what a person types, and what the file of corrections takes.
"use strict";
const Fields = (() => {
  const choicesOf = (column) => (column.type === "BOOLEAN" ? [["vrai", "oui"], ["faux", "non"]] : column.type.endsWith("[]") ? null : column.choix);

  function hint(column) {
    if (column.type.startsWith("DECIMAL")) return " (en euros)";
    if (column.type.endsWith("[]")) return ` (séparées par « ; »${column.choix ? " : " + column.choix.map(([code]) => code).join(", ") : ""})`;
    if (column.type === "TIMESTAMP") return " (AAAA-MM-JJ HH:MM:SS)";
    return "";
  }

  // A label and its field; `optional` allows none of the choices.
  function make(column, name, text, optional) {
    const choices = choicesOf(column);
    const label = document.createElement("label");
    const input = document.createElement(choices ? "select" : "input");
    input.name = name;
    input.required = !optional;
    if (choices) {
      if (optional || choices.length > 2) input.append(new Option("—", ""));
      input.append(...choices.map(([code, word]) => new Option(word, code)));
    } else {
      input.type = column.type === "DATE" ? "date" : "text";
      input.autocomplete = "off";
      if (/^(DECIMAL|INTEGER|BIGINT)/.test(column.type)) input.inputMode = "decimal";
    }
    label.append(`${text}${text.includes("€") ? "" : hint(column)} `, input);
    return label;
  }

  // The value as the file wants it, null when it cannot be one.
  function written(text, column) {
    const value = text.trim();
    if (column.type.startsWith("DECIMAL")) {
      const number = value.replace(/[\s€]/g, "").replace(",", ".");
      return /^-?\d+(\.\d{1,2})?$/.test(number) ? number : null;
    }
    if (column.type === "INTEGER" || column.type === "BIGINT") return /^-?\d+$/.test(value) ? value : null;
    return value || null;
  }

  return { make, written };
})();
