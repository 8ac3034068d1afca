// Remembers how everything that takes the focus looks without it.
(() => {
  const look = (own) => [own, ...own.children].map((each) => {
    const style = getComputedStyle(each);
    return [style.outline, style.boxShadow, style.backgroundColor, style.border, style.stroke, style.strokeWidth].join();
  }).join(";");
  const before = new Map();
  const all = Array.from(document.querySelectorAll("*"));
  for (const own of all) if (own.tabIndex >= 0) before.set(own, look(own));
  window.whereNow = () => {
    const own = document.activeElement;
    if (!own || own === document.body) return null;
    const box = own.getBoundingClientRect();
    return {
      what: (own.getAttribute("aria-label") || own.textContent || own.id).replace(/\s+/g, " ").trim().slice(0, 60),
      order: all.indexOf(own),
      left: box.left + scrollX, right: box.right + scrollX, top: box.top + scrollY, bottom: box.bottom + scrollY,
      inWindow: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      mark: own.closest("svg") !== null,
      date: own.type === "date",
      changes: look(own) !== before.get(own),
    };
  };
  return before.size;
})()
