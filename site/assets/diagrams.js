// Has each diagram of the page drawn in a frame, which is the only place where the library runs: what it makes of a
// document cannot touch the page. The source stays, folded up; where drawing fails it is shown as before.
(() => {
  "use strict";
  const MOST_HEIGHT = 4000;
  // How long the library may take to be there, in milliseconds.
  const PATIENCE = 10000;
  const prose = document.querySelector(".prose");
  const address = new URL("diagram.html", document.currentScript.src).href;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
  const diagrams = [];

  for (const code of prose.querySelectorAll("code.language-mermaid")) {
    const source = code.parentElement;
    const label = source.previousElementSibling;
    const frame = document.createElement("iframe");
    frame.className = "drawing";
    frame.title = prose.dataset.diagram;
    frame.loading = "lazy";
    // Of files, browsers let none reach another one; in a sandbox they would not even load the library.
    if (location.protocol !== "file:") frame.setAttribute("sandbox", "allow-scripts");
    frame.src = address;
    const fold = document.createElement("details");
    fold.lang = document.documentElement.lang;
    const summary = document.createElement("summary");
    summary.textContent = prose.dataset.source;
    source.replaceWith(fold);
    fold.append(summary, source);
    fold.before(frame);
    if (label?.classList.contains("diagram")) label.hidden = true;
    const fail = () => {
      frame.remove();
      fold.replaceWith(source);
      if (label) label.hidden = false;
    };
    frame.addEventListener("load", () => setTimeout(() => frame.contentWindow && !diagram.ready && fail(), PATIENCE));
    const diagram = { frame, fold, fail, ready: false, theme: "" };
    diagram.draw = () => {
      diagram.theme = theme();
      frame.contentWindow?.postMessage({ source: code.textContent, theme: diagram.theme }, "*");
    };
    diagrams.push(diagram);
  }
  addEventListener("message", (event) => {
    const diagram = diagrams.find(({ frame }) => frame.contentWindow === event.source);
    const said = event.data?.diagram;
    if (!diagram || !said) return;
    const { frame, draw, fail } = diagram;
    if (said.ready) {
      diagram.ready = true;
      draw();
    } else if (Number.isFinite(said.height) && said.height > 0) {
      frame.height = Math.min(said.height, MOST_HEIGHT);
      frame.dataset.drawn = diagram.theme;
    } else if (said.failed) {
      fail();
    }
  });
  // Paper does not wait: what is not drawn yet is printed as its source.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    const folds = diagrams.filter(({ frame, fold }) => frame.dataset.drawn === undefined && !fold.open);
    unfolded = folds.map(({ fold }) => fold);
    for (const fold of unfolded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of unfolded) fold.open = false;
  });
  const again = () => diagrams.filter(({ ready }) => ready).forEach(({ draw }) => draw());
  dark.addEventListener("change", again);
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
})();
