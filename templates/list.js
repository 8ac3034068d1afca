"use strict";
// Filters the cases of this page. Without scripts the list is whole, and these controls stay hidden.
(() => {
  const filters = document.getElementById("filters");
  if (!filters) return;
  const byId = (id) => document.getElementById(id);
  const words = byId("words"), priority = byId("priority"), service = byId("service"), rule = byId("rule"), status = byId("status");
  const shown = byId("shown");
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const rows = Array.from(document.querySelectorAll("table.cases tbody tr"), (row) => {
    const nhs = row.querySelector(".nhs");
    const list = (value) => (value || "").split(" ");
    return {
      row,
      // An NHS number can be looked for with and without its blanks.
      text: fold(row.textContent) + (nhs ? nhs.textContent.replace(/ /g, "") : ""),
      priority: row.dataset.priority,
      status: row.dataset.status,
      services: list(row.dataset.services),
      rules: list(row.dataset.rules),
    };
  });
  const groups = Array.from(document.querySelectorAll("section.group"));
  const number = (value) => value.toLocaleString("en-GB");
  const apply = () => {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const one of rows) {
      const shows =
        (!priority.value || one.priority === priority.value) &&
        (!status.value || one.status === status.value) &&
        (!service.value || one.services.includes(service.value)) &&
        (!rule.value || one.rules.includes(rule.value)) &&
        wanted.every((word) => one.text.includes(word));
      one.row.hidden = !shows;
      if (shows) count += 1;
    }
    for (const group of groups) group.hidden = !group.querySelector("tbody tr:not([hidden])");
    shown.textContent = number(count) + " of " + number(rows.length) + shown.dataset.of + " shown";
  };
  for (const control of [words, priority, status, service, rule]) {
    control.addEventListener("input", apply);
    control.addEventListener("change", apply);
  }
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  byId("clear").addEventListener("click", () => {
    for (const control of [words, priority, status, service, rule]) control.value = "";
    apply();
    words.focus();
  });
  // A browser that goes back to this page may put old values into the controls.
  window.addEventListener("pageshow", apply);
  filters.hidden = false;
  apply();
})();
