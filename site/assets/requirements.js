// Requirements of a document: the one that one arrives at is marked, and buttons copy a link or a citation, in the list
// and beside each number in the margin.
(() => {
  "use strict";
  const part = document.querySelector(".requirements-of");
  if (!part) return;

  // Marks the statement that one arrives at: as many letters as it has, from its number on.
  const letters = (text) => text.replace(/\s/g, "").length;
  const mark = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const line = target && part.querySelector(`a.number[href="#${CSS.escape(target.id)}"]`)?.closest("li");
    CSS.highlights.delete("statement");
    document.documentElement.toggleAttribute("data-marks", Boolean(line && target.matches(".statement")));
    if (!line || !target.matches(".statement")) return;
    const block = target.closest("p, li, td, dd") ?? target.parentElement;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const range = new Range();
    const copy = target.nextElementSibling;
    range.setStartAfter(copy?.matches(".copy") ? copy : target);
    let rest = letters(line.querySelector(".says").firstChild.data);
    for (let node = walker.nextNode(); node && rest > 0; node = walker.nextNode()) {
      if (range.comparePoint(node, 0) < 0 || node.parentElement.closest(".statement, .copy")) continue;
      let at = 0;
      for (; at < node.length && rest > 0; at += 1) rest -= letters(node.data[at]);
      range.setEnd(node, at);
    }
    CSS.highlights.set("statement", new Highlight(range));
  };
  const buttons = (item) => {
    const copy = document.createElement("span");
    copy.className = "copy";
    for (const [name, label] of [["link", part.dataset.copyLink], ["citation", part.dataset.copyCitation]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => {
        navigator.clipboard.writeText(item.dataset[name]).then(() => {
          button.textContent = part.dataset.copied;
          setTimeout(() => (button.textContent = label), 1500);
        });
      });
      copy.append(button);
    }
    return copy;
  };
  for (const item of navigator.clipboard ? part.querySelectorAll("[data-link]") : []) {
    item.append(buttons(item));
    document.getElementById(new URL(item.dataset.link).hash.slice(1))?.after(buttons(item));
  }
  if (globalThis.Highlight && CSS.highlights) {
    addEventListener("hashchange", mark);
    mark();
  }
})();
