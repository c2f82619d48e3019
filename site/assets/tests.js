// The tables of standards and test cases: filters. The address says what is shown.
(() => {
  "use strict";
  const form = document.querySelector(".filters");
  if (!form) return;
  const standards = [...document.querySelectorAll(".standards tbody tr")];
  const groups = [...document.querySelectorAll(".group")].map((group) => {
    const head = group.querySelector(".group-head").textContent.toLowerCase();
    const rows = [...group.querySelectorAll("tr:not(.group-head)")].map((row) => ({ row, text: row.textContent.toLowerCase() }));
    // The versions of standards of this number, whatever tests them.
    return { group, head, rows, number: /scs-\d{4}/.exec(head)?.[0] ?? "" };
  });
  const texts = standards.map((row) => row.textContent.toLowerCase());
  const FIELDS = ["q", "track", "mark", "scope", "tests"];

  const show = () => {
    const wanted = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (text) => words.every((word) => text.includes(word));
    const other = wanted.track || wanted.mark || wanted.scope || wanted.tests;
    const numbers = new Set();
    let shown = 0;
    standards.forEach((row, n) => {
      const { track, mark, tests, scopes } = row.dataset;
      const fits =
        (!wanted.track || track === wanted.track) &&
        (!wanted.mark || mark === wanted.mark) &&
        (!wanted.tests || tests === wanted.tests) &&
        (!wanted.scope || scopes.split("|").includes(wanted.scope));
      if (fits) numbers.add(row.id.slice("standard.".length, "standard.scs-0000".length));
      row.hidden = !(fits && has(texts[n]));
      shown += !row.hidden;
    });
    let cases = 0;
    for (const { group, head, rows, number } of groups) {
      let some = 0;
      for (const { row, text } of rows) {
        const needed = !wanted.scope || row.dataset.scopes.split("|").includes(wanted.scope);
        row.hidden = !((!other || numbers.has(number)) && needed && has(head + text));
        some += !row.hidden;
      }
      group.hidden = !some;
      cases += some;
    }
    for (const [part, count] of [[".matrix-part", shown], [".cases-part", cases]]) {
      document.querySelector(part).hidden = !count && (other || words.length > 0);
    }
    const gaps = document.querySelector(".gaps");
    if (gaps) gaps.hidden = other || words.length > 0;
    document.querySelector(".shown").textContent = form.dataset.shown.replace("{documents}", shown).replace("{cases}", cases);
    document.querySelector(".nothing").hidden = shown + cases > 0;
    return wanted;
  };
  const remember = (wanted) => {
    const query = new URLSearchParams(FIELDS.filter((name) => wanted[name]).map((name) => [name, wanted[name]]));
    const text = query.toString();
    try {
      history.replaceState(null, "", (text ? `?${text}` : location.pathname) + location.hash);
    } catch {
      // From the file system some browsers refuse; the tables are right all the same.
    }
  };
  const restore = () => {
    const query = new URLSearchParams(location.search);
    form.reset();
    for (const name of FIELDS) {
      const field = form.elements[name];
      const value = query.get(name);
      if (value === null) continue;
      if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value)) field.value = value;
    }
    show();
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => remember(show()));
  form.addEventListener("reset", () => setTimeout(() => remember(show())));
  addEventListener("popstate", restore);
  restore();
})();
