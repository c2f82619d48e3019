// Requirements: buttons that copy a link or a citation, in the list and beside each number in the margin.
(() => {
  "use strict";
  const part = document.querySelector(".requirements-of");
  if (!part || !navigator.clipboard) return;
  const buttons = (item) =>
    [["link", part.dataset.copyLink], ["citation", part.dataset.copyCitation]].map(([name, label]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => {
        navigator.clipboard.writeText(item.dataset[name]).then(() => {
          button.textContent = part.dataset.copied;
          setTimeout(() => (button.textContent = label), 1500);
        });
      });
      return button;
    });
  for (const item of part.querySelectorAll("[data-link]")) {
    item.append(...buttons(item));
    const number = document.getElementById(new URL(item.dataset.link).hash.slice(1));
    if (!number) continue;
    const copy = document.createElement("span");
    copy.className = "copy";
    copy.append(...buttons(item));
    number.after(copy);
  }
})();
