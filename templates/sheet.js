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
