// What a sheet does besides: the summary is copied by a button, and arrow keys go through the marks of the timeline.
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
        // Not every browser lets a file write to the clipboard so: it is selected and copied, as by hand.
        getSelection().selectAllChildren(text);
        done = document.execCommand("copy");
      }
      byId("copied").textContent = done ? "Copied." : "The text is selected: press Ctrl and C to copy it.";
    });
  }
  // On a phone the names of the lines are scrolled out of the picture while its newest end is looked at.
  const picture = document.querySelector("figure");
  const names = Array.from(document.querySelectorAll(".timeline .name"), (own) => own.firstChild.textContent);
  if (picture && names.length > 0) {
    const lanes = document.createElement("p");
    lanes.className = "lanes";
    lanes.textContent = names.length > 1 ? "Lines from the top: " + names.join("; ") + "." : "The line is " + names[0] + ".";
    picture.append(lanes);
  }
  const marks = Array.from(document.querySelectorAll(".timeline .mark[tabindex]"));
  for (const [place, mark] of marks.entries()) {
    mark.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: marks.length - 1 }[event.key];
      if (to === undefined || !marks[to]) return;
      event.preventDefault();
      mark.setAttribute("tabindex", "-1");
      marks[to].setAttribute("tabindex", "0");
      marks[to].focus();
    });
  }
})();
