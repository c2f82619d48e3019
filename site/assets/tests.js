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
  const show = (wanted, words) => {
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
  };
  filters(form, ["q", "track", "mark", "scope", "tests"], show);
})();
