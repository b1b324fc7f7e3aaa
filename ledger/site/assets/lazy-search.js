/* What search looks through is as large as all texts together: it is fetched when somebody turns to search, not with
   every page. From file:// the theme waits by itself; Zensical's search knows no key before it has everything. */
(() => {
  "use strict";
  if (location.protocol === "file:") return;

  const INDEX = "/search/search_index.json";
  const SEARCH = ".md-search, [for=__search], #__search, [data-md-component^=search]";
  const asked = new URLSearchParams(location.search);
  const waiting = [];
  let wanted = asked.has("q") || asked.has("h"); // an address that searches, or shows what was found

  window.XMLHttpRequest = class extends XMLHttpRequest {
    open(method, address, ...more) {
      this.waits = new URL(address, location.href).pathname.endsWith(INDEX);
      super.open(method, address, ...more);
    }

    send(body) {
      if (this.waits && !wanted) waiting.push(() => super.send(body));
      else super.send(body);
    }
  };

  const turn = (event) => {
    if (wanted || !event.target.closest?.(SEARCH)) return;
    wanted = true;
    for (const send of waiting.splice(0)) send();
  };
  for (const kind of ["focusin", "pointerover", "change"]) document.addEventListener(kind, turn);
})();
