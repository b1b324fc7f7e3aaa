/* The boards of the portfolio, one a flow: a column a phase, a card a project that is under way. */
(() => {
  "use strict";

  const CARDS = 40; // of a column
  const { UNDER_WAY, CLOSED, make, count, projects } = window.ledgerPage;

  class Boards {
    constructor() {
      this.all = [...document.querySelectorAll("[data-pl-board]")];
    }

    /* The projects that are under way among the fitting ones, those longest in a phase first. */
    show(fitting) {
      const places = new Map();
      for (const record of fitting) {
        if (!UNDER_WAY.has(record.now.status)) continue;
        const flow = places.get(record.flow) || places.set(record.flow, new Map()).get(record.flow);
        const phase = record.now.lost ? "" : record.now.phase;
        (flow.get(phase) || flow.set(phase, []).get(phase)).push(record);
      }
      for (const board of this.all) {
        const phases = places.get(board.dataset.plBoard) || new Map();
        let total = 0;
        for (const column of board.querySelectorAll("[data-phase]")) {
          const title = column.querySelector("bdi").textContent;
          const standing = phases.get(column.dataset.phase && title) || [];
          total += standing.length;
          this.column(column, title, standing);
        }
        board.hidden = total === 0;
        board.querySelector("[data-pl-under-way]").textContent = `${projects(total)} under way`;
        const closed = board.querySelector("[data-pl-closed]");
        if (closed) closed.textContent = count(fitting.filter((record) => record.flow === board.dataset.plBoard && CLOSED.has(record.now.status)).length);
      }
    }

    column(column, title, standing) {
      const sorted = standing.sort((a, b) => b.now.days - a.now.days || (a.slug < b.slug ? -1 : 1));
      const shown = sorted.slice(0, CARDS);
      const cards = shown.map((record) => this.card(record));
      const list = column.querySelector(".pl-cards");
      if (cards.length !== list.children.length || cards.some((card, place) => card !== list.children[place])) list.replaceChildren(...cards);
      column.querySelector(".pl-count").lastChild.data = count(standing.length);
      column.setAttribute("aria-label", `${title}, ${projects(standing.length)}`);
      const more = column.querySelector(".pl-more");
      more.hidden = standing.length <= CARDS;
      more.firstChild.textContent = `and ${count(standing.length - CARDS)} more`;
      if (!column.dataset.phase) column.hidden = standing.length === 0;
    }

    card(record) {
      const { now } = record;
      if (record.cardOf === now && record.cardDays === now.days) return record.card;
      const link = record.row.cells[0].querySelector("a").cloneNode(true);
      const card = make("li", { class: `pl-card${now.status === "paused" ? " pl-card--paused" : ""}` }, link);
      const badges = [...record.row.querySelectorAll(now === record.today ? ".pl-badge" : "td:nth-child(2) .pl-badge")];
      if (badges.length) card.append(make("span", { class: "pl-badges" }, ...badges.map((badge) => badge.cloneNode(true))));
      const entered = now.times > 1 ? ` · ×${now.times}` : "";
      card.append(make("span", { class: "pl-card__foot" }, make("bdi", {}, record.leader), " ", make("span", { title: "days in this phase" }, `${count(now.days)} d${entered}`)));
      Object.assign(record, { card, cardOf: now, cardDays: now.days });
      return card;
    }
  }

  window.LedgerBoards = Boards;
})();
