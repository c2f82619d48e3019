// The table of documents: filters, order, and the states at any date. The address says what is shown.
(() => {
  "use strict";
  const STATES = ["Draft", "Stable", "Effective", "Deprecated", "Rejected"];

  // The state at a date, from the phases that Lifecycle::phases gives: nothing before the document exists. Dates compare as text.
  const phasesOf = (life) => life.phases.split(" ").map((phase) => phase.split("="));
  const stateAt = (life, at) => phasesOf(life).findLast(([date]) => date <= at)?.[1] ?? "";
  // Words come from the page, in its language: `{name}` is filled in.
  const said = (key, values) => form.dataset[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const dates = (life) => phasesOf(life).map(([date]) => date).filter(Boolean);
  // What was written later is not known while a document is a Draft.
  const following = (life, at) => (stateAt(life, at) === "Draft" ? [] : phasesOf(life).find(([date]) => date > at) ?? []);
  const nextChange = (life, at) => following(life, at)[0];
  const toCome = (life, at) => {
    const [date, state] = following(life, at);
    return date ? said(state === "Effective" ? "from" : "until", { date: written(date) }) : "";
  };

  const table = document.querySelector(".overview");
  const form = document.querySelector(".filters");
  if (!table || !form) return;
  const labels = [...table.tHead.querySelectorAll(".column")].map((head) => head.textContent.trim());
  const bodies = [...table.tBodies];
  const blocks = [];
  for (const body of bodies) {
    for (const row of body.rows) {
      if (row.dataset.first !== undefined || !blocks.length) blocks.push({ body, rows: [] });
      blocks.at(-1).rows.push(row);
    }
  }
  // The versions of each row, lowest first, in any order of columns.
  const number = ({ dataset }) => Number(/\d+$/.exec(dataset.id)?.[0] ?? 0);
  const versionsOf = new Map(
    blocks.flatMap((block) => block.rows.map((row) => [row, [...row.querySelectorAll(".version")].sort((a, b) => number(a) - number(b))])),
  );
  blocks.forEach((block, order) => {
    const versions = (rows) => rows.flatMap((row) => versionsOf.get(row));
    const texts = block.rows.flatMap((row) => [row.querySelector("th")?.textContent, row.querySelector(".title").textContent]);
    block.order = order;
    block.main = versions(block.rows.slice(0, 1));
    block.all = versions(block.rows);
    block.title = block.rows[0].querySelector(".title").textContent.trim();
    block.track = block.rows[0].dataset.track ?? "";
    block.text = [...texts, ...block.all.map((version) => version.dataset.id)].join("\n").toLowerCase();
  });
  const built = form.elements.at.defaultValue;
  let shownAt = built;
  // Since when git records drafts; before, the dates in documents decide all states.
  const drafts = blocks.flatMap((block) => block.all.map(({ dataset }) => phasesOf(dataset)[0])).filter(([, state]) => state === "Draft");
  const recorded = drafts.map(([date]) => date || built).sort()[0] ?? "";
  const note = document.querySelector(".undated");

  const place = (row, versions, at) => {
    const cells = row.querySelectorAll(".versions");
    STATES.forEach((state, index) => {
      const cell = cells[index];
      const here = versions.filter((version) => stateAt(version.dataset, at) === state);
      cell.className = here.length ? `versions ${state.toLowerCase()}` : "versions none";
      if (here.length) Object.assign(cell.dataset, { state, label: labels[index] });
      else ["state", "label"].forEach((name) => delete cell.dataset[name]);
      cell.replaceChildren(...here.flatMap((version, n) => (n ? [", ", version] : [version])));
    });
    for (const version of versions) {
      // The page of a version shows today's state; it says so to those who come from another date.
      version.querySelector("a").search = at === built ? "" : `?at=${at}`;
      const words = toCome(version.dataset, at);
      let when = version.querySelector(".when");
      if (!words) when?.remove();
      else {
        if (!when) {
          when = document.createElement("span");
          when.className = "when";
          version.append(" ", when);
        }
        when.textContent = words;
      }
    }
  };

  // Certificates: the versions that were valid. What else the page has on them holds for the date of the site.
  const certificates = (at) => {
    for (const item of document.querySelectorAll(".certificates [data-phases]")) {
      const state = stateAt(item.dataset, at);
      const [sign, when] = item.querySelectorAll(".state, .when");
      item.hidden = !state || state === "deprecated";
      sign.className = `state ${state}`;
      sign.textContent = form.dataset[state];
      const [date] = phasesOf(item.dataset).find(([day, then]) => day > at && (state === "coming" || then === "deprecated")) ?? [];
      when.textContent = date ? said(state === "coming" ? "from" : "until", { date: written(date) }) : "";
    }
    document.documentElement.toggleAttribute("data-past", at !== built);
  };

  const asOf = (at) => {
    if (at === shownAt) return;
    shownAt = at;
    certificates(at);
    if (note) note.hidden = at >= recorded;
    const counts = Object.fromEntries([...STATES, "Supplement"].map((state) => [state, 0]));
    for (const block of blocks) {
      for (const row of block.rows) place(row, versionsOf.get(row), at);
      for (const { dataset } of block.all) {
        const state = stateAt(dataset, at);
        if (state) counts[dataset.supplement === undefined ? state : "Supplement"] += 1;
      }
    }
    for (const item of document.querySelectorAll(".counts [data-count]")) {
      item.querySelector("b").textContent = counts[item.dataset.count];
      item.hidden = !counts[item.dataset.count];
    }
    for (const time of document.querySelectorAll(":is(.lead, .bottom, caption) time")) {
      time.dateTime = at;
      time.textContent = written(at);
    }
  };

  const last = (block, at) => block.main.flatMap(({ dataset }) => dates(dataset)).filter((date) => date <= at).sort().at(-1);
  const next = (block, at) => block.main.map(({ dataset }) => nextChange(dataset, at)).filter(Boolean).sort()[0];
  const ORDERS = {
    title: (a, b) => a.title.localeCompare(b.title, "en"),
    changed: (a, b) => (last(b, shownAt) ?? "").localeCompare(last(a, shownAt) ?? ""),
    next: (a, b) => (next(a, shownAt) ?? "9").localeCompare(next(b, shownAt) ?? "9"),
  };
  let sorted = "";
  const sort = (by) => {
    const order = ORDERS[by];
    const key = order ? by + (by === "title" ? "" : shownAt) : "";
    if (key === sorted) return;
    sorted = key;
    const list = [...blocks].sort((a, b) => (order ? order(a, b) : 0) || a.order - b.order);
    for (const block of list) (order ? bodies[0] : block.body).append(...block.rows);
  };

  const filter = (wanted, words) => {
    const fits = ({ dataset }) =>
      (!wanted.state || stateAt(dataset, shownAt) === wanted.state) && (!wanted.type || dataset.type === wanted.type);
    const exists = ({ dataset }) => stateAt(dataset, shownAt) !== "";
    let count = 0;
    for (const block of blocks) {
      const versions = wanted.type ? block.all : block.main;
      const shown =
        block.all.some(exists) &&
        (!wanted.track || block.track === wanted.track) &&
        words.every((word) => block.text.includes(word)) &&
        (!(wanted.state || wanted.type) || versions.some(fits));
      for (const row of block.rows) row.hidden = !(shown && versionsOf.get(row).some(exists));
      count += shown;
    }
    for (const body of bodies) body.hidden = ![...body.rows].some((row) => !row.hidden);
    const key = count !== blocks.length ? "some" : count === 1 ? "one" : "entries";
    const words_ = said(key, { count, all: blocks.length });
    document.querySelector(".shown").textContent = words_;
    document.querySelector(".nothing").hidden = count > 0;
  };

  const show = (wanted, words) => {
    if (isDate(wanted.at)) asOf(wanted.at);
    sort(wanted.sort);
    filter(wanted, words);
  };
  const opened = () => {
    if (!form.elements.at.value) form.elements.at.value = built;
  };
  filters(form, ["q", "track", "state", "type", "sort", "at"], show, opened);
})();
