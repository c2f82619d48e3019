// A form of filters: the address says what is shown, and shows it again.
"use strict";
const isDate = (text) => /^\d{4}-\d\d-\d\d$/.test(text);
// `show(wanted, words)` shows what the fields with these names ask for. `opened()` may set more of them from the address.
const filters = (form, fields, show, opened) => {
  const apply = () => {
    const wanted = Object.fromEntries(fields.map((name) => [name, form.elements[name]?.value ?? ""]));
    show(wanted, wanted.q.toLowerCase().split(/\s+/).filter(Boolean));
    return wanted;
  };
  const remember = () => {
    const wanted = apply();
    const set = fields.filter((name) => wanted[name] && wanted[name] !== form.elements[name].defaultValue);
    const text = new URLSearchParams(set.map((name) => [name, wanted[name]])).toString();
    try {
      history.replaceState(null, "", (text ? `?${text}` : location.pathname) + location.hash);
    } catch {
      // From the file system some browsers refuse; the tables are right all the same.
    }
  };
  const restore = () => {
    const query = new URLSearchParams(location.search);
    form.reset();
    for (const name of fields) {
      const field = form.elements[name];
      const value = query.get(name);
      if (!field || value === null) continue;
      const fits = field.options ? [...field.options].some((option) => option.value === value) : field.type !== "date" || isDate(value);
      if (fits) field.value = value;
    }
    opened?.();
    apply();
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", remember);
  form.addEventListener("reset", () => setTimeout(remember));
  addEventListener("popstate", restore);
  restore();
};
// A form that names its rows needs no script of its own: the fields are data of the rows, with `|` between values.
for (const form of document.querySelectorAll(".filters[data-rows]")) {
  const rows = [...document.querySelectorAll(form.dataset.rows)];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const fields = [...form.elements].map((field) => field.name).filter((name) => name && name !== "q");
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
  // A link that selects some of the rows shows these.
  const opened = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (const name of fields) if (target?.dataset[name]) form.elements[name].value = target.dataset[name];
  };
  filters(form, ["q", ...fields], show, opened);
}
