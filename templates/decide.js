"use strict";
// Records decisions in the page. They are kept only here, until a button saves them as a file that the next report reads.
// Without scripts none of these controls appears: the printed record and the template for decisions remain.
//
// A decision can be made wherever an element has the attribute data-values (what the file says about it, by column), and in
// each row of the list of cases. The form is a template, and each of its fields names its column.
(() => {
  const form = document.getElementById("deciding"), bar = document.getElementById("saving");
  if (!form || !bar) return;
  const said = bar.querySelector("p"), save = bar.querySelector("button");
  const columns = bar.dataset.columns.split(" ");
  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  };
  const make = (name, kind, text) => {
    const made = document.createElement(name);
    made.className = kind;
    made.textContent = text;
    return made;
  };

  // What the file says about a child besides the decision.
  const known = (place) => {
    if (place.dataset.values) return JSON.parse(place.dataset.values);
    const cells = place.cells, nhs = place.querySelector(".nhs");
    return {
      case_ref: cells[0].querySelector("div").textContent,
      nhs_number: nhs ? nhs.textContent : "",
      child: cells[1].querySelector("bdi").textContent,
      failed_contacts: cells[2].querySelector("b").textContent.replace(/,/g, ""),
      rules: place.dataset.r,
      priority: cells[0].querySelector(".tag").classList[1],
    };
  };

  // Each decision has its place in the page, its fields once the form is open, and its line of the file as last saved.
  const all = [];
  let saves = 0;
  const same = new Map();
  const value = (field) => field.value.trim().replace(/\s+/g, " ");
  const filled = (one) => one.fields.some((field) => !("today" in field.dataset) && !("same" in field.dataset) && value(field));
  const cell = (text) => {
    const inert = /^[\s\u200B-\u200D\u2060\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? "'" + text : text;
    return /[",\r\n]/.test(inert) ? "\"" + inert.replace(/"/g, "\"\"") + "\"" : inert;
  };
  const line = (one) => {
    const own = known(one.place);
    for (const field of one.fields) own[field.dataset.column] = value(field);
    return columns.map((column) => cell(own[column] || "")).join(",");
  };
  const unsaved = (one) => filled(one) && line(one) !== one.saved;
  const label = (field) => "“" + field.labels[0].firstChild.textContent.trim() + "”";

  // Returns the field with a fault and a sentence about it, or null.
  const wrong = (one) => {
    const of = (column) => one.fields.find((field) => field.dataset.column === column);
    for (const field of one.fields) {
      if (field.validity.badInput) return [field, "Enter a date under " + label(field) + "."];
      if (field.required && !value(field)) return [field, (field.options ? "Choose " : "Fill in ") + label(field) + "."];
      if ("today" in field.dataset && field.value > today()) return [field, "The date of the decision is in the future."];
    }
    const day = one.fields.find((field) => "today" in field.dataset), again = of("review_again_on");
    if (day && again && again.value && again.value <= day.value) return [again, "The date to look again must be after the decision."];
    return null;
  };

  const show = (one) => {
    const decision = one.fields.find((field) => field.dataset.column === "decision");
    const word = decision && decision.value ? decision.options[decision.selectedIndex].text : "No decision chosen";
    one.state.textContent = !filled(one) ? "" : unsaved(one) ? word + ": not saved yet" : word + ": saved in the file";
    if (one.button) one.button.firstChild.textContent = one.box && !one.box.hidden ? "Close" : filled(one) ? "Change" : "Decide";
  };
  const sum = (ones) => (ones.length === 1 ? "1 decision" : ones.length + " decisions");
  const update = () => {
    const open = all.filter(unsaved), ready = all.filter(filled);
    bar.hidden = !ready.length;
    save.hidden = !open.length;
    if (open.length) said.textContent = sum(open) + " not saved yet.";
  };

  // Shows a fault at its field. Without a fault, clears the message.
  const tell = (one, fault) => {
    one.told.remove();
    one.fault = fault ? fault[1] : "";
    for (const field of one.fields) for (const name of ["aria-invalid", "aria-describedby"]) field.removeAttribute(name);
    if (!fault) return;
    one.told.replaceChildren(make("span", "away", "Error: "), fault[1]);
    fault[0].setAttribute("aria-invalid", "true");
    fault[0].setAttribute("aria-describedby", one.told.id);
    fault[0].closest(".field").prepend(one.told);
  };

  // Opens the form for a decision.
  const open = (one) => {
    const box = form.content.cloneNode(true).firstElementChild;
    box.setAttribute("aria-label", "Decision on " + one.name);
    one.box = box;
    one.fields = Array.from(box.querySelectorAll("[data-column]"));
    one.told = make("span", "wrong", "");
    one.told.id = "wrong-" + all.indexOf(one);
    for (const field of one.fields) {
      if ("today" in field.dataset) field.value = field.max = today();
      if ("same" in field.dataset) field.value = same.get(field.dataset.column) || "";
      field.addEventListener("input", () => {
        if ("same" in field.dataset) same.set(field.dataset.column, value(field));
        const fault = wrong(one);
        if (!fault || fault[1] !== one.fault) tell(one);
        show(one);
        update();
      });
    }
    box.querySelector("button").addEventListener("click", () => {
      for (const field of one.fields) if (!("today" in field.dataset) && !("same" in field.dataset)) field.value = "";
      tell(one);
      show(one);
      update();
      one.fields[0].focus();
    });
    one.inside.append(box);
  };
  const begin = (place) => {
    const inside = place.cells ? place.cells[5] : place;
    const one = { place, inside, name: known(place).child, fields: [], saved: "", box: null, button: null };
    const foot = make("p", "decide", "");
    one.state = make("span", "state", "");
    one.state.setAttribute("role", "status");
    all.push(one);
    if ("open" in place.dataset) {
      open(one);
    } else {
      one.button = make("button", "small", "Decide");
      one.button.type = "button";
      one.button.append(make("span", "away", " on " + one.name));
      one.button.setAttribute("aria-expanded", "false");
      one.button.addEventListener("click", () => {
        if (one.box) one.box.hidden = !one.box.hidden;
        else open(one);
        one.button.setAttribute("aria-expanded", String(!one.box.hidden));
        if (!one.box.hidden) one.fields[0].focus();
        show(one);
      });
      foot.append(one.button, " ");
    }
    foot.append(one.state);
    inside.append(foot);
    if (one.box) inside.append(one.box);
  };
  for (const place of document.querySelectorAll("[data-r], [data-values]")) begin(place);

  save.addEventListener("click", () => {
    const ready = all.filter(filled);
    for (const one of ready) {
      const fault = wrong(one);
      if (!fault) continue;
      const hidden = one.place.closest("[hidden]");
      if (hidden) document.getElementById("clear").click();
      if (one.box.hidden) one.button.click();
      tell(one, fault);
      fault[0].focus();
      said.textContent = "Nothing is saved yet: " + one.name + ". " + fault[1];
      return;
    }
    const lines = ready.map(line);
    const text = "\uFEFF" + [columns.join(","), ...lines].join("\r\n") + "\r\n";
    // A second file repeats the decisions of the first and is read after it: of decisions made on one day, the last read counts.
    saves += 1;
    const name = saves > 1 ? bar.dataset.file.replace(".csv", "_" + saves + ".csv") : bar.dataset.file;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    ready.forEach((one, at) => {
      one.saved = lines[at];
      show(one);
    });
    update();
    said.textContent = sum(ready) + " saved as " + name + ". " + bar.dataset.then;
    bar.focus();
  });
  window.addEventListener("beforeunload", (event) => {
    if (all.some(unsaved)) event.preventDefault();
  });
  for (const shown of document.querySelectorAll(".with-scripts")) shown.hidden = false;
})();
