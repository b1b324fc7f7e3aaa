/* Shows only one kind of events; the kind stands in the address, so a view can be shared. Without it all are there. */
(() => {
  "use strict";

  /* A list of which the address asks for some; without a script its link leads to all of them. */
  const narrow = () => {
    const list = document.querySelector("[data-pl-narrow]");
    const asked = list ? [...new URLSearchParams(location.search)].filter(([name]) => Object.hasOwn(list.firstElementChild.dataset, name)) : [];
    if (!asked.length) return;
    for (const one of list.children) one.hidden = asked.some(([name, value]) => one.dataset[name] !== value);
    const notice = document.querySelector("[data-pl-narrowed]");
    const shown = [...list.children].filter((one) => !one.hidden);
    const [moves, projects] = notice.querySelectorAll("span");
    moves.textContent = window.ledgerPage.count(shown.length);
    projects.textContent = window.ledgerPage.projects(new Set(shown.map((one) => one.dataset.project)).size);
    notice.hidden = false;
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  };

  const start = () => {
    narrow();
    const form = document.querySelector("form[data-pl-kinds]");
    if (!form) return;
    const select = form.elements.namedItem("kind");
    const none = document.querySelector("[data-pl-kinds-none]");
    const show = () => {
      const kind = select.value;
      let shown = 0;
      for (const month of document.querySelectorAll("[data-pl-month]")) {
        let inMonth = 0;
        for (const event of month.querySelectorAll("[data-kind]")) {
          event.hidden = kind !== "" && event.dataset.kind !== kind;
          if (!event.hidden) inMonth += 1;
        }
        month.hidden = inMonth === 0;
        shown += inMonth;
      }
      none.hidden = shown > 0;
    };
    const keep = () => {
      const query = select.value ? `?kind=${encodeURIComponent(select.value)}` : "";
      history.replaceState(history.state, "", `${location.pathname}${query}${location.hash}`);
    };
    const read = () => {
      select.value = new URLSearchParams(location.search).get("kind") || "";
      if (select.selectedIndex < 0) select.value = "";
      if (location.search) keep(); // what is no kind leaves the address
      show();
    };
    select.addEventListener("change", () => { keep(); show(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("popstate", read);
    form.hidden = false;
    read();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
