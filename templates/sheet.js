// A button copies the summary, and the marks of the timeline can be read with the keyboard.
(() => {
  const byId = (id) => document.getElementById(id);
  const copy = byId("copy"), text = byId("summary");
  if (copy && text) {
    copy.addEventListener("click", async () => {
      let done = false;
      try {
        await navigator.clipboard.writeText(text.textContent);
        done = true;
      } catch {
        // Some browsers do not let a local file write to the clipboard. The text is then selected and copied as if by hand.
        getSelection().selectAllChildren(text);
        done = document.execCommand("copy");
      }
      byId("copied").textContent = done ? "Copied." : "The text is selected: press Ctrl and C to copy it.";
    });
  }
  // On a phone the newest end of the picture is in view and the names of its lines are not, so they are listed below it.
  const picture = document.querySelector("figure");
  const names = Array.from(document.querySelectorAll(".timeline .name"), (own) => own.firstChild.textContent);
  if (picture && names.length > 0) {
    const lanes = document.createElement("p");
    lanes.className = "lanes";
    lanes.textContent = names.length > 1 ? "Lines from the top: " + names.join("; ") + "." : "The line is " + names[0] + ".";
    picture.append(lanes);
  }
  // Tab stops only at the newest mark. Arrow keys move from it to the others.
  const marks = Array.from(document.querySelectorAll(".timeline .mark[role]"));
  const tip = document.querySelector(".timeline .tip");
  const stop = (mark, at) => mark.setAttribute("tabindex", at ? "0" : "-1");
  for (const [place, mark] of marks.entries()) {
    stop(mark, place === marks.length - 1);
    for (const event of ["mouseenter", "focus"]) {
      mark.addEventListener(event, () => (tip.textContent = mark.firstChild.textContent));
    }
    for (const event of ["mouseleave", "blur"]) mark.addEventListener(event, () => (tip.textContent = ""));
    mark.addEventListener("keydown", (event) => {
      const next = marks[{ ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: marks.length - 1 }[event.key]];
      if (!next) return;
      event.preventDefault();
      stop(mark, false);
      stop(next, true);
      next.focus();
    });
  }
})();
