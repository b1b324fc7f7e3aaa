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

  // The name is the one that the theme looks for.
  window.IFrameWorker = class extends EventTarget {
    constructor(address) {
      super();
      const frame = document.createElement("iframe");
      frame.style.display = "none";
      document.body.append(frame);
      this.inner = frame.contentWindow;
      this.inner.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      this.inner.importScripts = (...scripts) =>
        scripts.reduce((before, script) => before.then(() => load(this.inner, script)), Promise.resolve());
      this.ready = load(this.inner, address);
    }

    postMessage(data) {
      this.ready.then(() => this.inner.dispatchEvent(new MessageEvent("message", { data })));
    }
  };
  window.Worker = window.IFrameWorker;
})();
