// The lines that a reader sees, without controls that only scripts serve. The head of a column says the same as a button.
(() => {
  const root = document.body.cloneNode(true);
  document.body.replaceWith(root);
  for (const own of root.querySelectorAll("th button")) own.replaceWith(own.textContent);
  for (const own of root.querySelectorAll("input, select, textarea, button, label, [role=search], form, [role=status], .with-scripts, script")) own.remove();
  return root.innerText.split("\n").map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean);
})()
