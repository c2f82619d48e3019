// Requirements: the filters of the table, and buttons that copy a link or a citation.
(() => {
  "use strict";
  const part = document.querySelector(".requirements-of");
  if (part && navigator.clipboard) {
    for (const item of part.querySelectorAll("[data-link]")) {
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
        item.append(button);
      }
    }
  }
  const form = document.querySelector(".requirement-filters");
  if (!form) return;
  const rows = [...document.querySelectorAll(".requirement-table tbody tr")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const fields = ["standard", "track", "scope", "keyword", "tested"];
  const show = (wanted, words) => {
    const fits = (row) => fields.every((name) => !wanted[name] || row.dataset[name].split("|").includes(wanted[name]));
    let shown = 0;
    rows.forEach((row, n) => {
      row.hidden = !(fits(row) && words.every((word) => texts[n].includes(word)));
      shown += !row.hidden;
    });
    form.querySelector(".shown").textContent = form.dataset.shown.replace("{count}", shown);
    document.querySelector(".nothing").hidden = shown > 0;
  };
  // A link from a document means its requirements.
  const opened = () => {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (row?.dataset.standard) form.elements.standard.value = row.dataset.standard;
  };
  filters(form, ["q", ...fields], show, opened);
})();
