/* Lets the theme's search work from file://, where browsers refuse workers: a hidden frame does the worker's job. */
(() => {
  "use strict";
  if (location.protocol !== "file:") return;

  const load = (frame, address) => new Promise((done, failed) => {
    const script = frame.document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = () => failed(new Error(`cannot load ${address}`));
    frame.document.body.append(script);
  });

  // As a worker's: a copy, and later, never while the sender still runs.
  const send = (data, to) => {
    const copy = structuredClone(data);
    setTimeout(() => to.dispatchEvent(new MessageEvent("message", { data: copy })));
  };

  // The name is the one that the theme looks for.
  window.IFrameWorker = class extends EventTarget {
    constructor(address) {
      super();
      this.onmessage = null; // one theme listens, the other sets this
      this.addEventListener("message", (event) => this.onmessage?.(event));
      const frame = document.createElement("iframe");
      frame.style.display = "none";
      document.body.append(frame);
      this.frame = frame;
      this.inner = frame.contentWindow;
      this.inner.postMessage = (data) => send(data, this);
      this.inner.importScripts = (...scripts) =>
        scripts.reduce((before, script) => before.then(() => load(this.inner, script)), Promise.resolve());
      this.ready = load(this.inner, address);
    }

    terminate() {
      this.frame.remove();
    }

    postMessage(data) {
      this.ready.then(() => send(data, this.inner));
    }
  };
  window.Worker = window.IFrameWorker;
})();
