// Puts a tiny mark of its own at both ends of every cell that is printed, and says which marks belong together:
// [[marks of the table's head, [[marks of a row], ...]], ...].
(() => {
  let last = 0;
  const mark = (cell) => ["afterbegin", "beforeend"].map((place) => {
    last += 1;
    cell.insertAdjacentHTML(place, `<span class="test-mark">«${last}»</span>`);
    for (const own of cell.querySelectorAll(".test-mark")) { own.style.fontSize = "1px"; own.style.whiteSpace = "nowrap"; }
    return `«${last}»`;
  });
  return Array.from(document.querySelectorAll("table")).filter((table) => table.checkVisibility()).map((table) => {
    const rows = Array.from(table.querySelectorAll("tbody > tr")).filter((row) => row.checkVisibility());
    const head = table.tHead && !table.tHead.classList.contains("away") ? table.tHead : null;
    return [
      Array.from(head ? head.querySelectorAll("th") : []).flatMap(mark),
      rows.map((row) => Array.from(row.cells).filter((cell) => cell.checkVisibility()).flatMap(mark)),
    ];
  });
})()
