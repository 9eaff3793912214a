/** Makes tables sort by a column when its heading is chosen: first up, then down, then as they were. */
export const SORT_SCRIPT = `
(() => {
  const numberOf = (text) => {
    const found = /[-+]?\\d[\\d,]*(?:\\.\\d+)?(?:e[-+]?\\d+)?/.exec(text.replaceAll("−", "-"));
    return found === null ? null : Number(found[0].replaceAll(",", ""));
  };
  const compare = (isNumber) => (a, b) => {
    if (!isNumber) return a.text.localeCompare(b.text, "en", { numeric: true });
    const [one, other] = [numberOf(a.text), numberOf(b.text)];
    // What has no number stands last in both directions.
    if (one === null || other === null) return (one === null) - (other === null);
    return one - other;
  };
  for (const table of document.querySelectorAll("table")) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    if (original.length < 3) continue;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" };
        const order = next[head.getAttribute("aria-sort") ?? "none"];
        for (const other of heads) other.removeAttribute("aria-sort");
        if (order !== "none") head.setAttribute("aria-sort", order);
        const isNumber = head.classList.contains("right");
        const keyed = original.map((row) => ({ row, text: row.cells[column].textContent }));
        const known = ({ text }) => !isNumber || numberOf(text) !== null;
        const sorted = keyed.filter(known).sort(compare(isNumber));
        if (order === "descending") sorted.reverse();
        const unknown = keyed.filter((one) => !known(one));
        const rows = order === "none" ? original : [...sorted, ...unknown].map(({ row }) => row);
        body.append(...rows);
      });
    });
  }
})();
`;
