// What does not fit: wider than the window, cut off, or printed over each other.
(() => {
  const out = [];
  const say = (text) => { if (out.length < 12) out.push(text); };
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth > width) say(`the page is ${document.scrollingElement.scrollWidth} wide in a window of ${width}`);
  const short = (text) => text.replace(/\s+/g, " ").trim().slice(0, 50);
  const clipped = (element) => element.closest(".away, .skip");
  const scrolls = (element) => {
    for (let own = element; own && own !== document.body; own = own.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(own).overflowX)) return own;
    }
    return null;
  };
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.data.trim() || clipped(element) || element.closest("script, style, title, select") || !element.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const region = scrolls(element), frame = region && region.getBoundingClientRect();
    if (region && region.scrollWidth > region.clientWidth + 1 && !(region.tabIndex >= 0 && region.getAttribute("role") === "region" && region.getAttribute("aria-label"))) say(`a region scrolls and cannot be reached by the keyboard: ${short(region.textContent)}`);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      if (!region && (box.left < -0.5 || box.right > width + 0.5)) say(`runs out of the window: ${short(node.data)} (${Math.round(box.left)} to ${Math.round(box.right)})`);
      const left = frame ? Math.max(box.left, frame.left) : box.left, right = frame ? Math.min(box.right, frame.right) : box.right;
      if (right - left > 1) lines.push({ left, right, top: box.top, bottom: box.bottom, node });
    }
  }
  for (const element of document.querySelectorAll("body *")) {
    if (clipped(element) || element.closest("svg, select, script") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    if (["hidden", "clip"].includes(style.overflowX) && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)) say(`is cut off: ${short(element.textContent)}`);
  }
  lines.sort((a, b) => a.top - b.top);
  for (let i = 0; i < lines.length; i += 1) {
    const a = lines[i];
    for (let j = i + 1; j < lines.length && lines[j].top < a.bottom; j += 1) {
      const b = lines[j];
      if (a.node === b.node) continue;
      const over = Math.min(a.bottom, b.bottom) - b.top, beside = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      if (over > 0.4 * Math.min(a.bottom - a.top, b.bottom - b.top) && beside > 2) say(`over each other: ${short(a.node.data)} | ${short(b.node.data)}`);
    }
  }
  return out;
})()
