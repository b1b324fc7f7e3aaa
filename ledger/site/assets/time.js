/* The portfolio as of any day of its history: applies what `data/past.js` tells, loaded when first asked for. */
(() => {
  "use strict";

  const DAY = 864e5;
  const YEAR = 365;
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const SVG = "http://www.w3.org/2000/svg";
  const { CLOSED, make, load } = window.ledgerPage;

  const iso = (moment) => new Date(moment).toISOString().slice(0, 10);
  const words = (moment) => {
    const day = new Date(moment);
    return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
  };

  class Time {
    constructor(place, portfolio) {
      this.place = place;
      this.portfolio = portfolio;
      this.first = Date.parse(place.dataset.first);
      this.last = Math.round((Date.parse(place.dataset.last) - this.first) / DAY);
      this.backs = place.dataset.backs.split(" ").filter(Boolean).map(Number);
      this.shown = this.last;
    }

    draw() {
      const button = (text, label, act) => {
        const made = make("button", { type: "button", class: "pl-button", "aria-label": label, title: label }, text);
        made.addEventListener("click", () => { this.stop(); act(); });
        return made;
      };
      this.input = make("input", { type: "range", min: "0", max: String(this.last), step: "1", "aria-label": "Day shown", "aria-describedby": "pl-time-help" });
      this.input.value = String(this.last);
      this.output = make("output", { class: "pl-time__day" });
      const ways = make("span", { class: "pl-time__ways" },
        button("‹ move", "Day of the move before", () => this.jump(-1, this.moves)),
        button("move ›", "Day of the next move", () => this.jump(1, this.moves)));
      if (this.backs.length) {
        ways.append(
          button("‹ ↩", "Day of the way back before", () => this.jump(-1, () => this.backs)),
          button("↩ ›", "Day of the next way back", () => this.jump(1, () => this.backs)));
      }
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
        this.player = button("▶ play", "Play the history", () => this.play());
        ways.prepend(this.player);
      }
      this.said = make("span");
      this.missing = make("span");
      this.notice = make("p", { class: "pl-time__notice", hidden: "" }, this.said, " ", this.missing, " ", button("Back to today", "Back to today", () => this.to(this.last)));
      this.place.append(
        make("span", { class: "pl-time__end" }, words(this.first)),
        make("span", { class: "pl-time__track" }, this.marks(), this.input),
        this.output, ways,
        make("span", { class: "pl-quiet", id: "pl-time-help" }, "Arrow keys go by a day, with Shift by a week, Page Up and Page Down by a month."),
        this.notice);
      this.place.hidden = false;
      this.input.addEventListener("input", () => { this.stop(); this.to(Number(this.input.value)); });
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.say();
    }

    /* A tick for each day on which a project went back. */
    marks() {
      const drawing = document.createElementNS(SVG, "svg");
      drawing.setAttribute("viewBox", `0 0 ${Math.max(1, this.last)} 6`);
      drawing.setAttribute("preserveAspectRatio", "none");
      drawing.setAttribute("aria-hidden", "true");
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", this.backs.map((day) => `M${day} 0v6`).join(""));
      drawing.append(path);
      return drawing;
    }

    key(event) {
      const arrows = { ArrowLeft: -7, ArrowDown: -7, ArrowRight: 7, ArrowUp: 7 };
      const pages = { PageDown: -30, PageUp: 30 };
      const step = event.shiftKey ? arrows[event.key] : pages[event.key];
      if (!step) return;
      event.preventDefault();
      this.to(this.shown + step);
    }

    moves = () => (this.days ||= [...new Set(this.past.turns.map((turn) => turn[0]))]);

    jump(way, days) {
      this.ready().then(() => {
        const found = way > 0 ? days().find((day) => day > this.shown) : days().findLast((day) => day < this.shown);
        if (found !== undefined) this.to(found);
        else if (way > 0) this.to(this.last);
      });
    }

    play() {
      if (this.shown >= this.last) this.to(0);
      const step = Math.max(1, Math.round(this.last / 240));
      this.player.textContent = "■ stop";
      this.timer = setInterval(() => {
        this.to(this.shown + step);
        if (this.shown >= this.last) this.stop();
      }, 90);
    }

    stop() {
      if (!this.timer) return;
      clearInterval(this.timer);
      this.timer = null;
      this.player.textContent = "▶ play";
    }

    ready() {
      this.loading ||= Promise.all([this.portfolio.whole(), load(this.place.dataset.plTime)]).then(() => this.prepare());
      return this.loading;
    }

    prepare() {
      this.past = window.ledgerPast;
      const { turns, projects, back, delivered } = this.past;
      const by = (pairs) => {
        const found = projects.map(() => []);
        for (const pair of pairs) found[pair[1]].push(pair);
        return found;
      };
      const [turned, went, shipped] = [by(turns), by(back), by(delivered)];
      const place = new Map(projects.map((slug, index) => [slug, index]));
      this.phases = new Map(this.portfolio.boards.all.map((board) => [board.dataset.plBoard, this.phasesOf(board)]));
      for (const record of this.portfolio.records) {
        const index = place.get(record.slug);
        record.past = index === undefined ? [] : this.states(record, turned[index]);
        record.went = index === undefined ? [] : went[index].map((pair) => pair[0]);
        record.shipped = index === undefined ? [] : shipped[index].map((pair) => pair[0]);
        record.cells = [1, 2].map((cell) => [...record.row.cells[cell].childNodes]);
        record.keys = [1, 2].map((cell) => record.row.cells[cell].dataset.value);
      }
      const known = new Set(this.portfolio.records.map((record) => record.slug));
      this.gone = projects.map((slug, index) => [slug, turned[index]]).filter(([slug]) => !known.has(slug));
      this.today = make("strong", { hidden: "" }, "Today: ");
      document.querySelector(".pl-answer").prepend(this.today);
      this.tiles = [...document.querySelectorAll("[data-pl-tile]")].map((tile) => ({
        name: tile.dataset.plTile, figure: tile.querySelector("strong"), built: tile.querySelector("strong").textContent, tile,
      }));
    }

    phasesOf(board) {
      return new Map([...board.querySelectorAll("[data-phase]:not([data-phase=''])")].map((column, position) => [
        column.dataset.phase, { title: column.querySelector("bdi").textContent, dot: column.querySelector(".ledger-dot"), position },
      ]));
    }

    /* The turns of one project as states that rows and cards show. */
    states(record, turns) {
      let entered = 0;
      return turns.map(([day, , phase, status, times, backs], index) => {
        const before = turns[index - 1];
        if (!before || before[3] < 0 || before[2] !== phase || before[4] !== times) entered = day;
        const id = this.past.phases[phase];
        const known = this.phases.get(record.flow)?.get(id);
        return {
          day, entered, times, backs, back: backs > 0, isThere: status >= 0, status: this.past.statuses[status] || "", id,
          phase: known ? known.title : id, lost: !known, dot: known?.dot, position: known ? known.position : 99,
        };
      });
    }

    to(day) {
      const wanted = Math.min(this.last, Math.max(0, day));
      this.shown = wanted;
      this.say();
      this.ready().then(() => {
        if (this.shown !== wanted) return;
        this.apply(wanted);
        clearTimeout(this.keeper);
        this.keeper = setTimeout(() => this.portfolio.keep(), 200); // browsers refuse addresses that change too often
      });
    }

    say() {
      const isToday = this.shown === this.last;
      const day = words(this.first + this.shown * DAY);
      this.input.value = String(this.shown);
      this.input.setAttribute("aria-valuetext", isToday ? `${day}, today` : day);
      this.output.textContent = isToday ? `${day} · today` : day;
      this.notice.hidden = isToday;
      this.said.textContent = `You see the portfolio as of ${day}. What was overdue, lapsed or waited for is told for today only.`;
    }

    apply(day) {
      const isToday = day === this.last;
      const root = document.querySelector(".pl-portfolio");
      this.portfolio.day = isToday ? null : iso(this.first + day * DAY);
      root.classList.toggle("pl-past", !isToday);
      this.today.hidden = isToday;
      root.style.setProperty("--pl-day", String(day / Math.max(1, this.last)));
      for (const record of this.portfolio.records) {
        if (isToday) this.restore(record);
        else this.set(record, day);
      }
      for (const field of this.portfolio.form.querySelectorAll("[name=overdue], [name=debt], [name=waits], [name=role]")) field.disabled = !isToday;
      const gone = this.gone.filter(([, told]) => told.findLast((turn) => turn[0] <= day)?.[3] >= 0).map(([slug]) => slug);
      this.missing.textContent = gone.length ? `Not shown, since removed: ${gone.join(", ")}.` : "";
      this.figures(day, isToday);
      if (this.portfolio.sorted) { const name = this.portfolio.sorted; this.portfolio.sorted = null; this.portfolio.sort(name); }
      this.portfolio.show();
    }

    restore(record) {
      record.now = record.today;
      if (!record.drawn) return;
      record.drawn = null;
      record.words = "";
      [1, 2].forEach((cell, index) => {
        record.row.cells[cell].replaceChildren(...record.cells[index]);
        record.row.cells[cell].dataset.value = record.keys[index];
      });
    }

    set(record, day) {
      let state = null;
      for (const turn of record.past) { if (turn.day > day) break; state = turn; }
      if (!state || !state.isThere) { record.now = { isThere: false }; return; }
      state.days = Math.max(0, (CLOSED.has(state.status) ? state.day : day) - state.entered);
      state.year = record.went.some((one) => one <= day && one > day - YEAR);
      state.delivered = record.shipped.some((one) => one <= day && day - one < YEAR);
      record.now = state;
      const [, phase, days] = record.row.cells;
      if (record.drawn !== state) {
        phase.replaceChildren(...this.phase(state));
        phase.dataset.value = String(state.position);
        record.words = "";
      }
      record.drawn = state;
      days.textContent = `${state.days.toLocaleString("en")} d`;
      days.dataset.value = String(state.days);
    }

    phase(state) {
      const dot = state.dot ? state.dot.cloneNode() : make("span", { class: "ledger-dot phase-0", "aria-hidden": "true" });
      const parts = [make("span", { class: "pl-phase" }, dot, make("bdi", {}, state.phase))];
      if (state.times > 1) parts.push(" ", make("span", { class: "pl-soft" }, `×${state.times}`));
      const badges = make("span", { class: "pl-badges" });
      if (state.status !== "active") badges.append(make("span", { class: `pl-badge pl-badge--${state.status}` }, state.status));
      if (state.backs) {
        const often = { 1: "once", 2: "twice" }[state.backs] || `${state.backs} times`;
        badges.append(make("span", { class: "pl-badge pl-badge--back" }, make("span", { "aria-hidden": "true" }, `↩ ${state.backs}`), make("span", { class: "pl-quiet" }, `went back ${often}`)));
      }
      if (badges.childNodes.length) parts.push(badges);
      return parts;
    }

    figures(day, isToday) {
      const there = this.portfolio.records.filter((record) => record.now.isThere).map((record) => record.now);
      const counts = {
        active: there.filter((state) => state.status === "active").length,
        paused: there.filter((state) => state.status === "paused").length,
        back: there.filter((state) => state.year).length,
        delivered: there.filter((state) => state.delivered).length,
      };
      for (const { name, figure, built, tile } of this.tiles) {
        const known = name in counts;
        figure.textContent = isToday ? built : known ? counts[name].toLocaleString("en") : "–";
        tile.classList.toggle("pl-tile--unknown", !isToday && !known);
      }
    }

    /* The day that the address asks for, written YYYY-MM-DD: of anything else browsers make a day by their own clock. */
    read() {
      const text = new URLSearchParams(location.search).get("at") || "";
      const asked = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
      const isDay = !Number.isNaN(asked) && iso(asked) === text;
      const day = isDay ? Math.min(this.last, Math.max(0, (asked - this.first) / DAY)) : this.last;
      if (day !== this.shown) this.to(day);
      else if (location.search) this.portfolio.whole().then(() => this.portfolio.keep());
    }

    start() {
      this.draw();
      document.addEventListener("ledger:address", () => { this.stop(); this.read(); });
      this.read();
    }
  }

  const start = () => {
    const place = document.querySelector("[data-pl-time]");
    if (place && window.ledgerPortfolio) new Time(place, window.ledgerPortfolio).start();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
