/* Shows only one kind of events; the kind stands in the address, so a view can be shared. Without it all are there. */
(() => {
  "use strict";

  const start = () => {
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
    const read = () => {
      const kind = new URLSearchParams(location.search).get("kind") || "";
      select.value = kind;
      if (select.selectedIndex < 0) select.value = "";
      show();
    };
    select.addEventListener("change", () => {
      const query = select.value ? `?kind=${encodeURIComponent(select.value)}` : "";
      history.replaceState(history.state, "", `${location.pathname}${query}${location.hash}`);
      show();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("popstate", read);
    form.hidden = false;
    read();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
