"use strict";
// Filters and sorts the cases on this page, and prints those that are left as a worklist. Without scripts the list is whole,
// and none of these controls appears.
//
// The filters are kept in the address after #, so that the Back button and bookmarks restore them. The search words are never
// put there, because they may be a name or an NHS number. The address is only compared with the choices on the page, and never
// becomes part of the page.
(() => {
  const bar = document.getElementById("filters");
  if (!bar) return;
  const byId = (id) => document.getElementById(id);
  const words = byId("words"), sort = byId("sort"), shown = byId("shown"), clear = byId("clear"), printed = byId("printed");
  const selects = Array.from(bar.querySelectorAll("select.filter"));
  const groups = Array.from(document.querySelectorAll("section.group"));
  const inOrder = printed.textContent;
  const ofAll = shown.dataset.of;
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\u2018\u2019]/g, "'").toLowerCase();
  const number = (value) => value.toLocaleString("en-GB");
  const chosen = (select) => select.options[select.selectedIndex].text;

  // The value that a column sorts by: a day as a number, or the given value if the cell has no day.
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const day = (cell, none) => {
    const parts = /^\s*(\d+) (\w+) (\d+)/.exec(cell.textContent);
    return parts ? (Number(parts[3]) * 12 + months.indexOf(parts[2])) * 31 + Number(parts[1]) : none;
  };
  // What a search looks through: the row, and where the child lives, goes to school and is registered. Numbers and postcodes
  // can be found with or without their spaces.
  const labels = new Map();
  for (const select of selects.filter((own) => ["locality", "school", "practice"].includes(own.id))) {
    for (const option of select.options) labels.set(option.value, option.text);
  }
  const textOf = (row, nhs) => {
    const more = (row.dataset.f || "").split(" ").map((own) => labels.get(own) || "").join(" ");
    const postcode = row.dataset.p || "";
    const number = nhs ? nhs.textContent.replace(/ /g, "") : "";
    return fold([row.textContent, more, postcode, postcode.replace(/ /g, ""), number].join(" "));
  };
  // What to search for: words, a day such as 14/2/2026 or 14/02/26, a number with hyphens, or a local id with its scope.
  const sought = () => {
    const inWords = (all, on, month, year) =>
      months[month - 1] ? on + "~" + months[month - 1] + "~" + (year.length < 4 ? "20" + year : year) : all;
    const written = words.value.replace(/\b0?(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b/g, inWords);
    return fold(written).split(/\s+/).filter(Boolean).map((word) => [
      word.replace(/~/g, " "),
      word.replace(/^[a-z][a-z0-9_-]*\//, "").replace(/(\d)[-\u2010-\u2015](?=\d)/g, "$1"),
    ]);
  };
  const has = (text, wanted) => wanted.every((ways) => ways.some((way) => way && text.includes(way)));
  // A search finds the children who have left the list, too.
  const gone = Array.from(document.querySelectorAll("table.left tbody tr"), (row) => ({
    row,
    text: textOf(row, row.querySelector(".nhs")),
  }));
  const rows = Array.from(document.querySelectorAll("table.cases tbody tr"), (row, place) => {
    const nhs = row.querySelector(".nhs");
    const cells = row.cells;
    return {
      row,
      body: row.parentNode,
      place,
      text: textOf(row, nhs),
      choices: new Set(row.dataset.f.split(" ")),
      child: cells[1].querySelector("bdi").textContent,
      failed: Number(cells[2].querySelector("b").textContent.replace(/,/g, "")),
      seen: day(cells[3], -Infinity),
      booked: day(cells[4], Infinity),
    };
  });

  // For "1 of 1 case" and "1 of 73 cases".
  const of = rows.length === 1 ? ofAll.replace(/^cases/, "case") : ofAll;

  const names = new Intl.Collator("en-GB").compare;
  const arrange = () => {
    const [key, back] = sort.value.split("-");
    const compare = (a, b) => (key === "child" ? names(a.child, b.child) : a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0);
    const order = Array.from(rows).sort((a, b) => (key ? compare(a, b) * (back ? -1 : 1) : 0) || a.place - b.place);
    for (const one of order) one.body.append(one.row);
    for (const head of heads) {
      const own = head.key === key;
      head.cell.setAttribute("aria-sort", own ? (back ? "descending" : "ascending") : "none");
    }
  };

  // The filters in words.
  const told = () => {
    const all = selects.filter((select) => select.value).map((select) => label(select) + ": " + chosen(select));
    if (words.value.trim()) all.push("with “" + words.value.trim() + "”");
    return all;
  };
  const label = (select) => bar.querySelector("label[for=" + select.id + "]").textContent;

  let asked = true;
  const apply = () => {
    const wanted = sought();
    const numbers = selects.map((select) => select.value).filter(Boolean);
    let count = 0;
    for (const one of rows) {
      const shows = numbers.every((own) => one.choices.has(own)) && has(one.text, wanted);
      one.row.hidden = !shows;
      if (shows) count += 1;
    }
    let left = 0;
    for (const one of gone) {
      const shows = has(one.text, wanted);
      one.row.hidden = !shows;
      if (shows) left += 1;
    }
    const section = document.querySelector("section.gone");
    if (section) section.hidden = wanted.length > 0 && !left;
    for (const group of groups) {
      const all = group.querySelectorAll("tbody tr").length;
      const here = group.querySelectorAll("tbody tr:not([hidden])").length;
      group.hidden = !here;
      group.querySelector(".part").textContent = here < all ? ", " + number(here) + " shown" : "";
    }
    const filters = told();
    const active = filters.length > 0;
    const sorted = sort.value ? " Sorted by " + chosen(sort).replace(/^./, (first) => first.toLowerCase()) + ", within each part." : "";
    const found = number(count) + " of " + number(rows.length) + " " + of + " shown" + (active ? ", " + filters.join("; ") : "") + ". ";
    const also = wanted.length && left ? number(left) + (left === 1 ? " child who left the list is" : " children who left the list are") + " shown below. " : "";
    const nobody = wanted.length && !count && !left
      ? "Looked through names, dates of birth, NHS numbers, case references, postcodes, localities, schools, GP practices and reasons, and the children who left the list. A child who is not listed may still need somebody. "
      : "";
    shown.textContent =
      (asked ? "" : "This link uses a filter that this list does not have, so that filter is off. ") +
      (found + also + nobody + sorted.trim()).trim();
    printed.textContent = active ? number(count) + " of " + number(rows.length) + " " + of + ", " + filters.join("; ") + "." + sorted : inOrder + sorted;
    if (!active && sorted) printed.textContent = number(count) + " " + of + "." + sorted;
    clear.hidden = !active && !sorted;
    document.body.classList.toggle("filtered", active);
    document.body.classList.toggle("finding", wanted.length > 0);
  };

  // Writes the filters to the address, and reads them from it.
  const write = () => {
    const own = new URLSearchParams();
    for (const select of selects) if (select.value) own.set(select.id, chosen(select));
    if (sort.value) own.set("sort", sort.value);
    const hash = own.toString();
    try {
      history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
    } catch {
      location.hash = hash;
    }
    for (const link of document.querySelectorAll(".pager a")) link.hash = hash;
  };
  const read = () => {
    if (location.hash && !location.hash.includes("=")) return;
    const own = new URLSearchParams(location.hash.slice(1));
    const known = new Set();
    const take = (select, id, same) => {
      const value = own.get(id);
      const option = value === null ? undefined : same(Array.from(select.options).slice(1), value);
      select.value = option ? option.value : "";
      if (option) known.add(id);
    };
    for (const select of selects) {
      take(select, select.id, (options, value) =>
        options.find((option) => option.text === value) || options.find((option) => fold(option.text) === fold(value)));
    }
    take(sort, "sort", (options, value) => options.find((option) => option.value === value));
    asked = Array.from(own.keys()).every((key) => known.has(key));
    if (known.size) byId("more").open = true;
  };
  const changed = () => {
    asked = true;
    arrange();
    apply();
    write();
  };
  // A link to a part of the list that a filter hides clears the filters and shows it.
  const followed = () => {
    if (!location.hash || location.hash.includes("=")) {
      start();
      bar.scrollIntoView();
      return;
    }
    const target = byId(location.hash.slice(1));
    if (target && target.closest("[hidden]")) {
      reset();
      target.scrollIntoView();
    }
  };
  const reset = () => {
    for (const control of [words, sort, ...selects]) control.value = "";
    changed();
  };
  const start = () => {
    read();
    arrange();
    apply();
    if (location.hash.includes("=")) write();
  };

  // The sortable columns: the key, and whether the first click sorts in descending order.
  const columns = [["", false], ["child", false], ["failed", true], ["seen", false], ["booked", false]];
  const heads = [];
  for (const group of groups) {
    columns.forEach(([key, behind], place) => {
      const cell = group.querySelectorAll("thead th")[place];
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = cell.textContent;
      cell.replaceChildren(button);
      heads.push({ cell, key });
      button.addEventListener("click", () => {
        const ahead = key + (key && behind ? "-back" : "");
        const other = key + (key && !behind ? "-back" : "");
        sort.value = sort.value === ahead ? other : ahead;
        changed();
      });
    });
  }
  for (const control of [words, sort, ...selects]) {
    control.addEventListener("input", changed);
  }
  // Without scripts such a link goes to the part of the list where these cases are.
  for (const link of document.querySelectorAll("a[data-filter]")) link.hash = link.dataset.filter;
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  clear.addEventListener("click", () => {
    reset();
    words.focus();
  });
  byId("print").addEventListener("click", () => window.print());
  window.addEventListener("hashchange", followed);
  // When a browser goes back to this page, it may put old values into the controls.
  window.addEventListener("pageshow", () => {
    arrange();
    apply();
  });
  bar.hidden = false;
  start();
})();
