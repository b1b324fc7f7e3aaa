"""The rules of the style sheet that draw; every colour in them is a custom property of the palette."""

from typing import Final

_ROOMY: Final = 1020.0


def roomy(width: float) -> str | None:
    """The class of a picture that a desk shows larger than it was drawn."""
    return "ledger-roomy" if width <= _ROOMY else None


FIGURES: Final = """
.ledger-dot { display: inline-block; width: .65em; height: .65em; border-radius: 50%; background: var(--phase); }
figure.ledger-drawing {
  display: block; width: 100%; max-width: 100%; margin: 1.2em 0; padding: 16px 20px 12px; text-align: start;
  box-sizing: border-box; color: var(--ledger-ink); background: var(--ledger-surface);
  border: 1px solid var(--ledger-line); border-radius: 10px;
}
.ledger-scroll { overflow-x: auto; overscroll-behavior-x: contain; }
.ledger-scroll:focus-visible { outline: 2px solid var(--ledger-ink); outline-offset: 4px; border-radius: 4px; }
.ledger-scroll > svg { display: block; width: 100%; height: auto; max-width: none; }
/* Letters of the size of those around the drawing: what a desk enlarges is the picture. */
@media screen and (min-width: 76.25em) {
  svg.ledger-roomy text { font-size: 10px; }
  svg.ledger-roomy :is(.name, .name-now, .name-ahead) text, svg.ledger-roomy .node-title { font-size: 11px; }
  .ledger-drawing svg.ledger-roomy .node-count { font-size: 12.5px; }
  svg.ledger-roomy :is(.note, .note-again) text { font-size: 9.5px; }
}
.ledger-drawing svg, svg.ledger-strip { direction: ltr; overflow: visible; }
.ledger-drawing svg text, svg.ledger-strip text { fill: var(--ledger-ink); font-family: inherit; }
.ledger-drawing svg path { fill: none; stroke-linecap: round; stroke-linejoin: round; }
svg .line-row, svg .line-tick { stroke: var(--ledger-line); stroke-width: 1; }
svg .line-today { stroke: var(--ledger-ink); stroke-width: 1.5; stroke-dasharray: 1.5 4; }
.ledger-drawing svg .tick, svg.ledger-strip .tick, .ledger-drawing svg .off-bar, .ledger-drawing svg .box-kept,
.ledger-drawing svg .why-again, .ledger-drawing svg .name-ahead text { fill: var(--ledger-soft); }
.ledger-drawing svg .name-now text, .ledger-drawing svg .tick-today { font-weight: 600; }
.ledger-drawing svg .on-bar { fill: var(--phase-ink); font-weight: 500; }
.ledger-drawing svg .why-back { fill: var(--ledger-back); font-weight: 600; }
.ledger-drawing svg .closed { font-weight: 600; }
.ledger-drawing svg .closed-well { fill: var(--ledger-proven); font-weight: 600; }
.ledger-drawing svg .box-late { fill: var(--ledger-late); }
.ledger-drawing svg :is(.why-back, .why-again, .off-bar, .box-kept, .box-late, .closed, .closed-well) {
  paint-order: stroke; stroke: var(--ledger-surface); stroke-width: 3px; stroke-linejoin: round;
}
svg .bar { fill: var(--phase); stroke: var(--ledger-surface); stroke-width: 1; }
svg .bar-closed { fill: var(--ledger-surface); stroke: var(--phase, var(--ledger-ink)); stroke-width: 1; }
svg .hatch-back { fill: var(--ledger-surface); }
svg .hatch-line { stroke: var(--phase, var(--ledger-ink)); stroke-width: 2; }
svg .hatch-edge { stroke: var(--phase, var(--ledger-ink)); stroke-width: 1; }
svg rect.hatch-edge:not([fill]) { fill: none; }
svg .join-step { stroke: var(--ledger-soft); stroke-width: 1.2; }
svg .join-back { stroke: var(--ledger-back); stroke-width: 2; }
svg .join-again { stroke: var(--ledger-soft); stroke-width: 1.6; }
svg .halo { stroke: var(--ledger-surface); }
.ledger-drawing svg path.head-back { fill: var(--ledger-back); }
.ledger-drawing svg path.head-again { fill: var(--ledger-soft); }
.ledger-drawing svg path.sign-approved {
  fill: var(--ledger-proven); stroke: var(--ledger-surface); stroke-width: 2; paint-order: stroke;
}
.ledger-drawing svg path.sign-lapsed { fill: var(--ledger-surface); stroke: var(--ledger-back); stroke-width: 2; }
.ledger-drawing svg path.sign-delivered { fill: var(--ledger-proven); }
svg .sign-pole { stroke: var(--ledger-proven); stroke-width: 1.6; }
svg .sign-cancelled { stroke: var(--ledger-ink); stroke-width: 2.4; }
svg .sign-completed { stroke: var(--ledger-proven); stroke-width: 2.6; }
svg .sign-timebox { stroke: var(--ledger-soft); stroke-width: 1.4; }
svg .sign-overrun { stroke: var(--ledger-late); stroke-width: 1.8; }
svg :is(.note, .note-again) circle { fill: var(--ledger-surface); stroke: var(--ledger-back); stroke-width: 1.4; }
svg .note-again circle { stroke: var(--ledger-soft); }
.ledger-drawing svg .note text { fill: var(--ledger-back); font-weight: 600; }
.ledger-drawing svg .note-again text { fill: var(--ledger-soft); font-weight: 600; }
.ledger-drawing ul.ledger-legend {
  display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 12px 0 0; padding: 0; list-style: none;
  font-size: 12px; color: var(--ledger-soft);
}
.ledger-drawing ul.ledger-legend > li { display: flex; align-items: center; gap: 7px; margin: 0; }
.ledger-drawing ol.ledger-notes {
  margin: 12px 0 0; padding: 0 0 0 2.2em; font-size: 12.5px; line-height: 1.6; columns: 24em auto; column-gap: 3em;
}
.ledger-drawing ol.ledger-notes > li { margin: 0; break-inside: avoid; }
.ledger-drawing ol.ledger-notes > li::marker { color: var(--ledger-ink); font-weight: 600; }
.ledger-drawing p.ledger-key { margin: 10px 0 0; font-size: 12px; color: var(--ledger-soft); }
figure.ledger-drawing details.ledger-words {
  margin: 10px 0 0; padding: 0; border: 0; background: none; box-shadow: none; font-size: 12.5px;
  color: var(--ledger-soft);
}
figure.ledger-drawing details.ledger-words > summary {
  display: block; position: relative; width: fit-content; min-height: 24px; margin: 0; padding: 4px 0 4px 16px;
  box-sizing: border-box; border: 0; background: none; line-height: 16px; font-weight: 400; list-style: none;
  cursor: pointer;
}
figure.ledger-drawing details.ledger-words > summary::before {
  content: "\\25B8"; position: absolute; inset: 4px auto auto 0; width: auto; height: auto; background: none;
  color: inherit; transform: none; -webkit-mask-image: none; mask-image: none;
}
figure.ledger-drawing details.ledger-words[open] > summary::before { content: "\\25BE"; }
figure.ledger-drawing details.ledger-words > summary::after { display: none; }
figure.ledger-drawing details.ledger-words > p { max-width: 75ch; margin: 4px 0 8px; line-height: 1.6; }
"""

STRIP: Final = """
svg.ledger-strip { display: block; width: 100%; min-width: 150px; max-width: 420px; height: auto; }
svg.ledger-strip path.track { stroke: var(--ledger-tint); stroke-width: 4; }
svg.ledger-strip rect { y: 7px; height: 10px; rx: 1.5px; }
svg.ledger-strip .bar { stroke: none; }
svg.ledger-strip .hatch-back { y: 0; height: 8px; rx: 0; }
svg.ledger-strip .notch { fill: var(--ledger-back); }
svg.ledger-strip .line-tick { fill: none; }
svg.ledger-strip path { fill: none; stroke-linecap: round; }
svg.ledger-strip path.notch, svg.ledger-strip path.sign-delivered { fill: var(--ledger-back); }
svg.ledger-strip path.sign-delivered { fill: var(--ledger-proven); }
"""

ARCS: Final = """
.ledger-drawing svg .node { fill: var(--phase); }
.ledger-drawing svg .node-title, .ledger-drawing svg .node-count { fill: var(--phase-ink); font-weight: 600; }
.ledger-drawing svg .node-title { font-weight: 500; }
.ledger-drawing svg { --ledger-on: color-mix(in srgb, var(--ledger-soft) 55%, var(--ledger-surface)); }
.ledger-drawing svg .way-on { stroke: var(--ledger-on); stroke-linecap: butt; }
.ledger-drawing svg path.head-on { fill: var(--ledger-on); }
.ledger-drawing svg .way-back { stroke: var(--ledger-back); stroke-linecap: butt; }
.ledger-drawing svg .way-again { stroke: var(--ledger-soft); stroke-width: 1.6; }
.ledger-drawing svg .halo { stroke-linecap: butt; }
.ledger-drawing svg .count, .ledger-drawing svg .why-way tspan { font-weight: 600; }
.ledger-drawing svg .why-way { fill: var(--ledger-back); }
.ledger-drawing svg .node-count { font-size: 15px; }
.ledger-drawing svg .node-again { fill: var(--phase-ink); font-weight: 600; }
.ledger-drawing svg .hit { fill: none; pointer-events: all; }
.ledger-drawing svg a:is(:hover, :focus-visible) text { text-decoration: underline; }
.ledger-drawing svg .none-back { fill: var(--ledger-soft); }
.ledger-drawing ul.ledger-notes { margin: 12px 0 0; padding: 0 0 0 1.2em; font-size: 12.5px; line-height: 1.6; }
.ledger-drawing ul.ledger-notes > li { margin: 0; }
"""

# A second picture for telephones: as wide as they are, with letters of the same size.
NARROW: Final = """
.ledger-drawing .ledger-narrow { display: none; }
.ledger-drawing svg.ledger-narrow { width: 100%; max-width: 380px; height: auto; }
.ledger-drawing svg.ledger-narrow text { font-size: 12px; }
.ledger-drawing svg.ledger-narrow :is(.node-title, .name, .name-now) { font-size: 13px; }
.ledger-drawing svg.ledger-narrow .node-count { font-size: 15px; }
.ledger-drawing svg.ledger-narrow .name-now { font-weight: 600; }
.ledger-staircase svg.ledger-narrow a:focus-visible { outline-offset: 0; }
.ledger-arcs svg.ledger-narrow .count { paint-order: stroke; stroke: var(--ledger-surface); stroke-width: 5px; }
@media screen and (max-width: 48em) {
  figure.ledger-drawing { padding: 12px 12px 8px; }
  .ledger-drawing .ledger-narrow { display: block; }
  .ledger-drawing .ledger-wide, .ledger-drawing .ledger-wide ~ ol.ledger-notes { display: none; }
}
"""

_STEPS: Final = """
.ledger-steps { container-type: inline-size; margin: 1.2em 0; }
.ledger-steps > ol.ledger-stepper {
  display: flex; margin: 0; padding: 0; list-style: none; color: var(--ledger-ink);
}
.ledger-steps > ol.ledger-stepper > li.ledger-step {
  position: relative; flex: 1 1 0; min-width: 0; margin: 0; padding: 0 6px; text-align: center;
}
li.ledger-step > .spot {
  display: flex; align-items: center; justify-content: center; width: 26px; height: 26px; margin: 0 auto 6px;
  box-sizing: border-box; border: 2px solid var(--phase); border-radius: 50%; color: var(--phase-ink);
}
li.ledger-step::after {
  content: ""; position: absolute; top: 12px; left: calc(50% + 19px); width: calc(100% - 38px); height: 2px;
  background: var(--ledger-line);
}
li.ledger-step:last-child::after { display: none; }
li.ledger-step.is-done::after { background: var(--phase); }
li.ledger-step.is-done > .spot, li.ledger-step.is-halted > .spot, li.ledger-step.is-completed > .spot {
  background: var(--phase);
}
li.ledger-step.is-current > .spot { border-width: 4px; box-shadow: 0 0 0 3px var(--ledger-tint); }
li.ledger-step.is-current > .spot::before {
  content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--phase);
}
li.ledger-step.is-before > .spot { border-style: dashed; }
li.ledger-step.is-ahead > .spot, li.ledger-step.is-skipped > .spot { border-color: var(--ledger-soft); opacity: .6; }
li.ledger-step > .spot svg { width: 14px; height: 14px; fill: none; stroke: currentColor; stroke-width: 2.4;
  stroke-linecap: round; stroke-linejoin: round; }
li.ledger-step > .name { display: block; font-size: 14px; line-height: 1.3; overflow-wrap: anywhere; }
li.ledger-step > .state { display: block; font-size: 12px; line-height: 1.4; color: var(--ledger-soft); }
li.ledger-step.is-current > .name, li.ledger-step.is-halted > .name { font-weight: 600; }
li.ledger-step.is-ahead > .name, li.ledger-step.is-skipped > .name, li.ledger-step.is-before > .name {
  color: var(--ledger-soft);
}
.ledger-steps > ol.ledger-stepper.has-many > li.ledger-step { padding: 0 3px; }
.has-many > li.ledger-step > .name { font-size: 13px; }
"""

_NARROW: Final = """
@container (max-width: @ROOM@) {
  @LIST@ { flex-direction: column; }
  @LIST@ > li.ledger-step {
    display: grid; grid-template-columns: 26px 1fr; column-gap: 14px; flex: none; padding: 0 0 18px; text-align: start;
  }
  @LIST@ > li.ledger-step > .spot { grid-row: 1 / span 2; margin: 0; }
  @LIST@ > li.ledger-step > .name { align-self: end; }
  @LIST@ > li.ledger-step:last-child { padding: 0; }
  @LIST@ > li.ledger-step::after { top: 32px; bottom: 6px; left: 12px; width: 2px; height: auto; }
}
"""


def _narrow(room: str, list_: str) -> str:
    """The stepper standing upright; many phases need it sooner."""
    return _NARROW.replace("@ROOM@", room).replace("@LIST@", f".ledger-steps > {list_}")


STEPPER: Final = _STEPS + _narrow("560px", "ol.ledger-stepper") + _narrow("960px", "ol.ledger-stepper.has-many")
RULES: Final = FIGURES + STRIP + ARCS + NARROW + STEPPER
