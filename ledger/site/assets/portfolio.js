/* The portfolio as somebody asks for it: filters, board and figures, kept in the address. Complete without it. */
(() => {
  "use strict";

  const FACETS = [
    ["flow", "Flow"], ["phase", "Phase"], ["status", "Status"],
    ["owner", "Owner"], ["team", "Team"], ["tag", "Tag"], ["role", "Waits for"],
  ];
  const SEVERAL = new Set(["tag", "role"]); // facts of which a project has any number
  const SWITCHES = [
    ["overdue", "Overdue"], ["back", "Went back"], ["year", "Went back in 12 months"],
    ["delivered", "Delivered in 12 months"], ["debt", "Approval lapsed"], ["waits", "Vote missing"],
    ["lost", "Phase that its flow does not have"],
  ];
  const WINDOW = 60; // rows of a filtered table laid out at once, and of a whole one:
  const SHEET = 1000;
  const { UNDER_WAY, CLOSED, collator, sort, make, count, projects, load } = window.ledgerPage;
  const GROUPS = { "under way": UNDER_WAY, closed: CLOSED };

  /* A row of the table with what is asked of it; `today` is its state as the page was built, `now` as of the day shown. */
  function recordOf(row) {
    const { slug, flow, owner, team = "", tags, roles, ...rest } = row.dataset;
    const today = {
      phase: rest.phase, status: rest.status, times: Number(rest.times || 1), days: Number(row.cells[2].dataset.value),
      backs: Number(rest.back || 0), isThere: true,
    };
    for (const [name] of SWITCHES) today[name] = Boolean(rest[name]);
    const several = { tag: tags ? JSON.parse(tags) : [], role: roles ? JSON.parse(roles) : [] };
    return { row, slug, flow, owner, leader: row.cells[4].textContent, team, several, words: "", today, now: today };
  }
  const words = (record) => record.words || (record.words = `${record.row.textContent} ${record.owner}`.toLowerCase());

  const VALUES = {
    flow: (record) => record.flow, phase: (record) => record.now.phase, status: (record) => record.now.status,
    owner: (record) => record.owner, team: (record) => record.team,
  };

  function testsOf(asked) {
    const tests = [(record) => record.now.isThere];
    for (const [name] of FACETS) {
      const wanted = asked.get(name);
      if (!wanted) continue;
      if (SEVERAL.has(name)) tests.push((record) => record.several[name].includes(wanted));
      else if (name === "status" && GROUPS[wanted]) tests.push((record) => GROUPS[wanted].has(record.now.status));
      else tests.push((record) => VALUES[name](record) === wanted);
    }
    for (const [name] of SWITCHES) if (asked.get(name)) tests.push((record) => record.now[name]);
    const text = (asked.get("find") || "").toLowerCase().trim();
    if (text) tests.push((record) => words(record).includes(text));
    return tests;
  }

  class Portfolio {
    constructor(form) {
      this.form = form;
      this.table = document.getElementById(form.dataset.plFilters);
      this.records = [...this.table.tBodies[0].rows].map(recordOf);
      this.order = this.records.slice();
      this.sheets = document.querySelector("[data-pl-sheets]");
      this.boards = new window.LedgerBoards();
      this.count = document.querySelector("[data-pl-count]");
      this.none = document.querySelector("[data-pl-none]");
      this.more = document.querySelector("[data-pl-more]");
      this.window = WINDOW;
      this.isOpen = false; // the filters, where there is no room for them
      this.isFurther = false; // the switches, where there is
      this.day = null; // the past day shown, as YYYY-MM-DD
    }

    /* The rows of all sheets, once somebody asks for more than the first. */
    whole() {
      if (!this.sheets) return Promise.resolve();
      this.loading ||= Promise.all(this.sheets.dataset.plSheets.trim().split(" ").map(load)).then(() => {
        const holder = document.createElement("template");
        holder.innerHTML = `<table><tbody>${window.ledgerRows.join("")}</tbody></table>`;
        const rows = [...holder.content.querySelector("tbody").rows];
        this.table.tBodies[0].append(...rows);
        this.records.push(...rows.map(recordOf));
        this.order = this.records.slice();
        this.sheets.hidden = true;
        this.sheets = null;
        const held = this.form.contains(document.activeElement) && document.activeElement.name;
        this.read();
        if (held) this.form.elements.namedItem(held)?.focus(); // the caret of a text goes to its end
      });
      return this.loading;
    }

    /* The controls: a choice for each fact that differs, a switch for each thing that is the case somewhere, and whatever
       the address asks for: on another day it may be the case, and what fits nothing shows nothing. */
    fill(asked) {
      this.form.replaceChildren(make("label", { class: "pl-find" }, make("span", {}, "Find"), make("input", { type: "search", name: "find", autocomplete: "off" })));
      for (const [facet, title] of FACETS) {
        const options = this.options(facet);
        const wanted = asked.get(facet);
        if (wanted && !options.some(([value]) => value === wanted)) options.push([wanted, wanted]);
        else if (options.length < (SEVERAL.has(facet) ? 1 : 2) && !wanted) continue;
        const select = make("select", { name: facet }, make("option", { value: "" }, "any"));
        for (const [value, words] of options) select.append(make("option", { value }, words));
        this.form.append(make("label", {}, make("span", {}, title), select));
      }
      const switches = make("span", { class: "pl-switches" });
      for (const [name, title] of SWITCHES) {
        if (asked.get(name) !== "1" && !this.records.some((record) => record.today[name])) continue;
        const box = make("input", { type: "checkbox", name, value: "1" });
        switches.append(make("label", { class: "pl-switch" }, box, make("span", {}, title)));
      }
      this.form.append(switches);
      this.furtherer = make("button", { type: "button", class: "pl-further" }, "More");
      this.furtherer.hidden = !switches.firstChild;
      this.furtherer.addEventListener("click", () => this.further(!this.isFurther));
      switches.before(this.furtherer);
      this.further(this.isFurther || SWITCHES.some(([name]) => asked.get(name)));
      this.opener = make("button", { type: "button", class: "pl-opener" }, "Filters");
      this.opener.addEventListener("click", () => this.open(!this.isOpen));
      this.form.firstChild.after(this.opener);
      this.open(this.isOpen || FACETS.concat(SWITCHES).some(([name]) => asked.get(name)));
    }

    /* At a desk the switches stay out of the way until somebody asks for them, or one of them is set. */
    further(isFurther) {
      this.isFurther = isFurther || Boolean(this.form.querySelector(".pl-switches :checked"));
      this.form.classList.toggle("pl-filters--further", this.isFurther);
      this.furtherer.setAttribute("aria-expanded", String(this.isFurther));
    }

    /* On a telephone the filters stay closed until somebody asks for them: the board is what most have come for. */
    open(isOpen) {
      this.isOpen = isOpen;
      this.form.classList.toggle("pl-filters--open", isOpen);
      this.opener.setAttribute("aria-expanded", String(isOpen));
    }

    options(facet) {
      if (facet === "flow") {
        const titles = new Map(this.boards.all.map((board) => [board.dataset.plBoard, board.dataset.title]));
        return [...new Set(this.records.map((record) => record.flow).filter(Boolean))].sort().map((flow) => [flow, titles.get(flow) || flow]);
      }
      if (facet === "phase") {
        const titles = this.boards.all.flatMap((board) => [...board.querySelectorAll("[data-phase]:not([data-phase=''])")].map((column) => column.querySelector("bdi").textContent));
        return [...new Set([...titles, ...this.records.map((record) => record.today.phase)].filter(Boolean))].map((one) => [one, one]);
      }
      if (facet === "owner") {
        const leaders = new Map(this.records.filter((record) => record.owner).map((record) => [record.owner, record.leader]));
        return [...leaders].sort(([, a], [, b]) => collator.compare(a, b));
      }
      const named = this.records.flatMap(SEVERAL.has(facet) ? (record) => record.several[facet] : VALUES[facet]);
      const values = [...new Set(named.filter(Boolean))].sort(collator.compare).map((one) => [one, facet === "role" ? one.replace(/[-_]/g, " ") : one]);
      return facet === "status" && values.length > 1 ? [...values, ["under way", "under way"], ["closed", "closed"]] : values;
    }

    asked() {
      const found = new URLSearchParams();
      for (const field of this.form.elements) {
        if (!field.name || field.disabled) continue;
        const value = field.type === "checkbox" ? (field.checked ? "1" : "") : field.value;
        if (value) found.set(field.name, value);
      }
      return found;
    }

    read() {
      const asked = new URLSearchParams(location.search);
      this.fill(asked);
      for (const field of this.form.elements) {
        if (!field.name) continue;
        if (field.type === "checkbox") field.checked = asked.get(field.name) === "1";
        else field.value = asked.get(field.name) || "";
      }
      this.sort(asked.get("sort") || "");
    }

    sort(name) {
      const head = [...this.table.tHead.rows[0].cells].find((cell) => cell.dataset.name === name.replace(/^-/, ""));
      if (name === this.sorted) return;
      this.sorted = head ? name : "";
      if (head) sort(head, !name.startsWith("-"));
      else {
        for (const cell of this.table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
        this.table.tBodies[0].append(...this.order.map((record) => record.row));
      }
    }

    show() {
      const asked = this.asked();
      const tests = testsOf(asked);
      const fitting = this.records.filter((record) => tests.every((test) => test(record)));
      const some = [...asked].length > 0;
      this.rows(new Set(fitting), some || this.day ? this.window : Math.max(this.window, SHEET));
      const there = this.records.reduce((sum, record) => sum + record.now.isThere, 0);
      const all = this.sheets ? this.count.dataset.all : projects(there);
      this.count.textContent = some ? `${count(fitting.length)} of ${all}` : all;
      this.none.hidden = fitting.length > 0;
      this.table.hidden = fitting.length === 0;
      this.form.classList.toggle("pl-filters--some", some || Boolean(this.sorted));
      this.isPlain = !some && !this.day;
      if (!this.sheets) this.boards.show(fitting); // it stays as it was built until all rows are there
    }

    /* Only so many rows are laid out at once; the button shows more. */
    rows(fitting, window) {
      let left = window;
      const inOrder = this.sorted ? [...this.table.tBodies[0].rows].map((row) => this.find(row)) : this.records;
      for (const record of inOrder) {
        const hidden = !fitting.has(record) || left <= 0;
        if (!hidden) left -= 1;
        if (record.row.hidden !== hidden) record.row.hidden = hidden;
      }
      this.more.hidden = fitting.size <= window;
    }

    find(row) {
      if (this.byRow?.size !== this.records.length) this.byRow = new Map(this.records.map((record) => [record.row, record]));
      return this.byRow.get(row);
    }

    address() {
      const query = this.asked();
      if (this.day) query.set("at", this.day);
      if (this.sorted) query.set("sort", this.sorted);
      const text = query.toString();
      return `${location.pathname}${text ? `?${text}` : ""}`;
    }

    keep() { history.replaceState(history.state, "", `${this.address()}${location.hash}`); }

    /* Follows a link to a filtered view without leaving the page, and keeps the day. */
    follow(link) {
      const target = new URL(link.href);
      const query = target.searchParams;
      if (this.day) query.set("at", this.day);
      history.pushState(null, "", `${location.pathname}?${query}${target.hash}`);
      this.again();
      document.getElementById("projects").scrollIntoView();
    }

    again() {
      return this.whole().then(() => {
        this.window = WINDOW;
        this.read();
        document.dispatchEvent(new CustomEvent("ledger:address"));
        this.show();
      });
    }

    reset() {
      history.pushState(null, "", this.day ? `${location.pathname}?at=${this.day}` : location.pathname);
      this.again();
    }

    start() {
      this.count.dataset.all = this.count.textContent;
      this.fill(new URLSearchParams());
      this.form.id = "filters";
      this.count.closest("p").append(" ", make("button", { type: "reset", form: "filters", class: "pl-button" }, "Show all"));
      this.form.hidden = false;
      const change = () => { this.window = WINDOW; this.show(); this.keep(); };
      this.form.addEventListener("input", () => {
        this.keep(); // what was chosen stands in the address while the sheets load and the controls are made anew
        if (this.sheets) this.whole().then(change);
        else change();
      });
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("reset", (event) => { event.preventDefault(); this.reset(); });
      this.none.querySelector("button").addEventListener("click", () => this.reset());
      this.more.querySelector("button").addEventListener("click", () => { this.window += WINDOW; this.show(); });
      this.table.addEventListener("ledger:sorted", (event) => {
        const name = `${event.detail.rising ? "" : "-"}${event.detail.name}`;
        const sheets = this.sheets;
        this.sorted = name;
        this.whole().then(() => { if (sheets) { this.sorted = null; this.sort(name); } this.show(); this.keep(); });
      });
      document.querySelector(".pl-portfolio").addEventListener("click", (event) => {
        const link = event.target.closest("a[href^='?']");
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
        event.preventDefault();
        this.follow(link);
      });
      window.addEventListener("popstate", () => this.again());
      if (!location.search) return;
      this.again().then(() => { if (location.hash === "#projects") document.getElementById("projects").scrollIntoView(); });
    }
  }

  const start = () => {
    const form = document.querySelector("form[data-pl-filters]");
    if (!form) return;
    window.ledgerPortfolio = new Portfolio(form);
    window.ledgerPortfolio.start();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
