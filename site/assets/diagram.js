// Draws one diagram, in a frame that can reach nothing: it has an origin of its own, and its policy lets it load the
// library alone. The page around it sends the source and hears how large the drawing is.
(() => {
  "use strict";
  let drawn = 0;
  const tell = (message) => parent.postMessage({ diagram: message }, "*");
  const draw = async ({ source, theme }) => {
    const turn = (drawn += 1);
    try {
      document.documentElement.style.colorScheme = theme;
      document.body.style.margin = "0";
      mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: theme === "dark" ? "dark" : "default", fontFamily: "system-ui, sans-serif", maxTextSize: 50000, maxEdges: 500 });
      const { svg } = await mermaid.render(`drawing-${turn}`, source);
      if (turn !== drawn) return;
      document.body.innerHTML = svg;
      const { width, height } = document.body.firstElementChild.getBoundingClientRect();
      tell({ width: Math.ceil(width), height: Math.ceil(height) });
    } catch (error) {
      tell({ failed: String(error?.message ?? error) });
    }
  };
  addEventListener("message", (event) => {
    if (event.source === parent && typeof event.data?.source === "string") draw(event.data);
  });
  tell({ ready: true });
})();
