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
  const FIELDS = ["q", "standard", "track", "scope", "keyword", "tested"];
  const show = () => {
    const wanted = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (row) => FIELDS.slice(1).every((name) => !wanted[name] || row.dataset[name].split("|").includes(wanted[name]));
    let shown = 0;
    rows.forEach((row, n) => {
      row.hidden = !(fits(row) && words.every((word) => texts[n].includes(word)));
      shown += !row.hidden;
    });
    form.querySelector(".shown").textContent = form.dataset.shown.replace("{count}", shown);
    document.querySelector(".nothing").hidden = shown > 0;
    return wanted;
  };
  const remember = (wanted) => {
    const query = new URLSearchParams(FIELDS.filter((name) => wanted[name]).map((name) => [name, wanted[name]]));
    const text = query.toString();
    try {
      history.replaceState(null, "", (text ? `?${text}` : location.pathname) + location.hash);
    } catch {
      // From the file system some browsers refuse; the table is right all the same.
    }
  };
  const restore = () => {
    const query = new URLSearchParams(location.search);
    form.reset();
    for (const name of FIELDS) {
      const value = query.get(name);
      const field = form.elements[name];
      if (value !== null && (!field.options || [...field.options].some((option) => option.value === value))) field.value = value;
    }
    // A link from a document means its requirements.
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (row?.dataset.standard) form.elements.standard.value = row.dataset.standard;
    show();
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => remember(show()));
  form.addEventListener("reset", () => setTimeout(() => remember(show())));
  addEventListener("popstate", restore);
  restore();
})();
