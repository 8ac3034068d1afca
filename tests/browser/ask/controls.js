// The controls that can be seen.
Array.from(document.querySelectorAll("input, select, textarea, button, form"))
  .filter((own) => own.checkVisibility({ visibilityProperty: true }))
  .map((own) => own.outerHTML.slice(0, 80))
