/* What every page gains from a script: tables that sort, the address on paper, unfolding; and what other scripts share. */
(() => {
  "use strict";

  const collator = new Intl.Collator(undefined, { numeric: true });
  const value = (row, place) => row.cells[place].dataset.value ?? row.cells[place].textContent.trim();

  // Equal values keep the order that the page was built with, so the same address always shows the same table.
  const places = new WeakMap();
  let next = 0;
  const placed = (row) => places.get(row) ?? places.set(row, next++).get(row);

  function sort(head, rising) {
    const table = head.closest("table");
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", rising ? "ascending" : "descending");
    const compare = head.dataset.sort === "number" ? (a, b) => a[0] - b[0] : (a, b) => collator.compare(a[0], b[0]);
    const read = head.dataset.sort === "number" ? Number : String;
    const body = table.tBodies[0];
    [...body.rows].forEach(placed);
    const keyed = [...body.rows].map((row) => [read(value(row, head.cellIndex)), row]);
    keyed.sort((a, b) => (rising ? 1 : -1) * compare(a, b) || placed(a[1]) - placed(b[1]));
    body.append(...keyed.map((pair) => pair[1]));
  }

  function sortable(head) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pl-sort";
    const drawing = head.querySelector("svg");
    button.append(...[...head.childNodes].filter((node) => node !== drawing));
    head.prepend(button);
    button.addEventListener("click", () => {
      const sorted = head.getAttribute("aria-sort"); // at first, of figures the largest are looked for, of all else the first
      const rising = sorted ? sorted === "descending" : !head.matches(".pl-number:not([data-rising])");
      sort(head, rising);
      head.dispatchEvent(new CustomEvent("ledger:sorted", { bubbles: true, detail: { name: head.dataset.name, rising } }));
    });
  }

  // On paper the address says where the page is kept; on a screen the browser does.
  function addressed(foot) {
    const address = document.createElement("span");
    address.className = "pl-address";
    address.textContent = location.href.split(/[?#]/)[0];
    foot.append(address);
  }

  // What a link leads to may be folded away; not every browser unfolds it by itself.
  function unfold() {
    const target = document.getElementById(location.hash.slice(1));
    if (!target?.closest("details:not([open])")) return;
    for (let one = target.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
    target.scrollIntoView();
  }

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const count = (number) => number.toLocaleString("en");
  const projects = (number) => `${count(number)} ${number === 1 ? "project" : "projects"}`;
  const load = (address) => new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed }));
  });

  const UNDER_WAY = new Set(["active", "paused"]);
  const CLOSED = new Set(["cancelled", "completed"]);

  window.ledgerPage = { UNDER_WAY, CLOSED, collator, sort, make, count, projects, load };
  const start = () => {
    document.querySelectorAll("th[data-sort]").forEach(sortable);
    document.querySelectorAll(".md-copyright").forEach(addressed);
    unfold();
    window.addEventListener("hashchange", unfold);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
