/* Filters and sorting for tables that are complete without it. Filters live in the address, so a view can be shared. */
(() => {
  "use strict";

  const FACETS = [
    ["flow", "Flow"], ["phase", "Phase"], ["status", "Status"],
    ["owner", "Owner"], ["team", "Team"], ["tag", "Tag"],
  ];
  const SWITCHES = [["overdue", "Overdue"], ["back", "Went back"], ["debt", "Approval lapsed"], ["waits", "Vote missing"]];

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const tagsOf = (row) => { try { return JSON.parse(row.dataset.tag || "[]"); } catch { return []; } };
  const valuesOf = (row, facet) => (facet === "tag" ? tagsOf(row) : [row.dataset[facet]]).filter(Boolean);

  const fits = (row, asked) =>
    FACETS.every(([facet]) => !asked.get(facet) || valuesOf(row, facet).includes(asked.get(facet))) &&
    SWITCHES.every(([name]) => !asked.get(name) || row.dataset[name] === "1") &&
    (!asked.get("q") || row.textContent.toLocaleLowerCase().includes(asked.get("q").toLocaleLowerCase()));

  const collator = new Intl.Collator(undefined, { numeric: true });

  function fill(form, rows) {
    form.append(make("label", {}, make("span", {}, "Find"), make("input", { type: "search", name: "q", autocomplete: "off" })));
    for (const [facet, words] of FACETS) {
      const values = [...new Set(rows.flatMap((row) => valuesOf(row, facet)))].sort(collator.compare);
      if (values.length < 2) continue;
      const select = make("select", { name: facet }, make("option", { value: "" }, "any"));
      for (const value of values) select.append(make("option", { value }, value));
      form.append(make("label", {}, make("span", {}, words), select));
    }
    for (const [name, words] of SWITCHES) {
      const count = rows.filter((row) => row.dataset[name] === "1").length;
      if (!count) continue;
      form.append(make("label", { class: "pl-switch" }, make("input", { type: "checkbox", name, value: "1" }), make("span", {}, `${words} ${count}`)));
    }
    form.append(make("button", { type: "reset" }, "Show all"));
  }

  function read(form) {
    const asked = new URLSearchParams(location.search);
    for (const field of form.elements) {
      if (!field.name) continue;
      if (field.type === "checkbox") field.checked = asked.get(field.name) === "1";
      else {
        const value = asked.get(field.name) || "";
        field.value = value;
        if (field.value !== value) field.value = "";
      }
    }
  }

  function asked(form) {
    const found = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) found.set(name, value);
    return found;
  }

  function filters(form) {
    const table = document.getElementById(form.dataset.plFilters);
    const rows = [...table.tBodies[0].rows];
    const count = document.querySelector("[data-pl-count]");
    const none = document.querySelector("[data-pl-none]");
    const whole = count.textContent;

    const show = () => {
      const query = asked(form);
      let shown = 0;
      for (const row of rows) {
        row.hidden = !fits(row, query);
        if (!row.hidden) shown += 1;
      }
      const some = [...query].length > 0;
      count.textContent = some ? `${shown} of ${whole}` : whole;
      none.hidden = shown > 0;
      table.hidden = shown === 0;
      form.classList.toggle("pl-filters--some", some);
      return query;
    };
    const keep = () => {
      const query = show().toString();
      const address = `${location.pathname}${query ? `?${query}` : ""}${location.hash}`;
      history.replaceState(history.state, "", address);
    };

    fill(form, rows);
    form.hidden = false;
    read(form);
    show();
    form.addEventListener("input", keep);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(keep));
    window.addEventListener("popstate", () => { read(form); show(); });
  }

  function sortable(head) {
    const table = head.closest("table");
    const button = make("button", { type: "button", class: "pl-sort" });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const rising = head.getAttribute("aria-sort") !== "ascending";
      for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", rising ? "ascending" : "descending");
      const place = head.cellIndex;
      const value = (row) => row.cells[place].dataset.value ?? row.cells[place].textContent.trim();
      const compare = head.dataset.sort === "number" ? (a, b) => Number(a) - Number(b) : collator.compare;
      const body = table.tBodies[0];
      const sorted = [...body.rows].sort((a, b) => (rising ? 1 : -1) * compare(value(a), value(b)));
      body.append(...sorted);
    });
  }

  const start = () => {
    document.querySelectorAll("th[data-sort]").forEach(sortable);
    document.querySelectorAll("form[data-pl-filters]").forEach(filters);
    if (location.search && location.hash === "#projects") document.getElementById("projects").scrollIntoView();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
