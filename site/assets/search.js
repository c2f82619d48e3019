// Search over everything, without a server: the index is a script beside this one, read when it is first needed.
(() => {
  "use strict";
  const MOST = 12;
  const MOST_SHOWN = 200;
  const root = new URL("..", document.currentScript.src);
  const box = document.querySelector(".search");
  if (!box) return;
  const input = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  const said = box.querySelector("[role=status]");
  let index = null;
  let active = -1;

  const load = () => {
    index ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL("assets/search-index.js", root).href;
      script.onload = () => done(prepare(globalThis.scsdocIndex ?? []));
      script.onerror = failed;
      document.head.append(script);
    });
    return index;
  };
  // British spelling is searched as American, and accents as letters without them. `-ise` and `-ize` are one anyway.
  const SPELLINGS = [[/isation/g, "ization"], [/yse/g, "yze"], [/ise/g, "ize"], [/ising/g, "izing"], [/(col|behavi|fav|flav|hon|lab|neighb)our/g, "$1or"], [/licen[cs]e/g, "license"], [/catalog(ue)?/g, "catalog"], [/cent(re|er)/g, "center"]];
  const fold = (text) => {
    const plain = text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
    return SPELLINGS.reduce((text, [from, to]) => text.replace(from, to), plain);
  };
  // `scs0100` and `0100v3` are written as ids are.
  const asked = (query) =>
    fold(query).replace(/scs[\s_-]*(\d{4})/g, "scs-$1").replace(/(\d{4})[\s_-]*([vw]\d)/g, "$1-$2").split(/\s+/).filter(Boolean);
  const WORD = /[\p{L}\p{N}]+/gu;
  const known = new Map();
  const prepare = (pages) => {
    for (const page of pages) {
      // Ids also without hyphens.
      page.keys = [`${fold(page.id)} ${fold(page.id).replaceAll("-", "")}`, fold(page.title), fold(page.words)];
      for (const part of page.parts) {
        // Words with hyphens are also found without.
        const whole = [...part.text.matchAll(/\p{L}+(-\p{L}+)+/gu)].map(([word]) => word.replaceAll("-", ""));
        part.key = fold(`${part.text} ${whole.join(" ")}`);
        part.top = fold(part.heading);
      }
      for (const text of [...page.keys, ...page.parts.flatMap((part) => [part.key, part.top])]) for (const [word] of text.matchAll(WORD)) known.set(word, (known.get(word) ?? 0) + 1);
    }
    return pages;
  };

  // Whether two words differ by one letter: too much, missing, other, or in the place of its neighbor.
  const near = (a, b) => {
    let from = 0;
    while (from < a.length && a[from] === b[from]) from += 1;
    const [restA, restB] = [a.slice(from), b.slice(from)];
    return (
      restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1) ||
      (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
    );
  };
  // A word that is rare also stands for those that it may be a typo of.
  const RARE = 3;
  const meant = (word) => {
    const letters = word.match(WORD) ?? [];
    const count = [...known].reduce((sum, [other, times]) => sum + (other.includes(word) ? times : 0), 0);
    if (word.length < 4 || letters.length !== 1 || count >= RARE) return [word];
    const starts = (other) => near(word, other) || (other.length > word.length + 1 && near(word, other.slice(0, word.length)));
    const others = [...known.keys()].filter((other) => other !== word && other[0] === word[0] && starts(other)).slice(0, 8);
    return [word, ...others];
  };

  // How well one word fits in a text: whole, as the begin of a word, or within. `not` is not meant to find notes.
  const letter = (char) => /[\p{L}\p{N}]/u.test(char ?? "");
  const fit = (text, word) => {
    let best = 0;
    for (let at = text.indexOf(word), n = 0; at >= 0 && n < 20 && best < 2; at = text.indexOf(word, at + 1), n += 1) {
      const begins = !letter(text[at - 1]);
      best = Math.max(best, begins && !letter(text[at + word.length]) ? 2 : begins && word.length > 3 ? 1.8 : begins ? 0.8 : 0.5);
    }
    return best;
  };
  // What is in force comes before what is not, unless that fits much better.
  const STATE = { Draft: 0.45, Deprecated: 0.4, Rejected: 0.3 };
  // A standard has dozens of test cases whose ids share its words: they rank after it.
  const CASE = 0.1;
  // A supplement names what it supplements all the time.
  const NOTES = 0.5;
  const version = (id) => Number(/\d+$/.exec(id)?.[0] ?? 0);

  // `0302 R7` is a requirement of the documents that the rest finds.
  const REQUIREMENT = /(?<=\d)[\s,:#(]*\bR([1-9]\d*)\)?$/i;

  const rank = (pages, query) => {
    const number = REQUIREMENT.exec(query)?.[1];
    const words = asked(query.replace(REQUIREMENT, "")).map(meant);
    const phrase = words.length > 1 && words.map(([word]) => word).join(" ");
    const best = (text, variants) => Math.max(...variants.map((word) => fit(text, word)));
    const found = [];
    for (const page of pages) {
      let score = 0;
      let named = false;
      let titled = true;
      const parts = page.parts.map((part) => ({ part, score: 0 }));
      const all = words.every((variants) => {
        const [id, title, more] = page.keys.map((key) => best(key, variants));
        named ||= id > 0;
        titled &&= title > 1;
        let here = 40 * id + 20 * title + 4 * more;
        let text = 0;
        for (const entry of parts) {
          const fits = 3 * best(entry.part.top, variants) + best(entry.part.key, variants) + (phrase && fit(entry.part.key, phrase));
          entry.score += fits;
          text += fits;
        }
        // However long a text is, it never outweighs a title.
        here += Math.min(text, 30) / 2;
        score += here;
        return here > 0;
      });
      if (!all || !words.length) continue;
      // The words as they were written, one after another, and a title with all of them.
      if (phrase && [page.keys[1], page.keys[2], ...page.parts.flatMap((part) => [part.top, part.key])].some((text) => fit(text, phrase) > 1)) score += 20;
      if (titled) score += 30;
      const top = parts.reduce((best, entry) => (entry.score > best.score ? entry : best), { score: 0, part: null });
      const weight = page.href.includes("#test.") ? CASE : /-w\d+$/.test(page.id) ? NOTES : (STATE[page.state] ?? 1);
      const exact = words.some((variants) => variants.includes(fold(page.id)));
      const requirement = named && page.requirements?.[number] ? `R${number}` : "";
      found.push({ page, part: top.part, requirement, words: words.flat(), score: exact ? 1000 : score * weight });
    }
    return found.sort((a, b) => b.score - a.score || version(b.page.id) - version(a.page.id));
  };

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };
  // An excerpt of whole words around the first match, with the matches marked.
  const excerpt = (text, words) => {
    const pieces = text.split(/\s+/);
    const fits = (piece) => words.some((word) => fit(fold(piece), word) > 1);
    const first = Math.max(0, pieces.findIndex(fits));
    const from = Math.max(0, first - 8);
    const shown = pieces.slice(from, from + 26).flatMap((piece) => {
      const [, before, word, after] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/u.exec(piece);
      return [before, fits(piece) ? element("mark", "", word) : word, `${after} `];
    });
    return [from ? "… " : "", ...shown, from + 26 < pieces.length ? "…" : ""];
  };
  const hit = (result) => {
    const { page, part, requirement } = result;
    const link = element("a", "");
    const fragment = requirement || (part && part.anchor);
    link.href = new URL(page.href + (fragment ? `#${encodeURIComponent(fragment)}` : ""), root).href;
    const head = element("span", "hit", element("span", "hit-id", `${page.id} ${requirement}`.trim()));
    const kind = page.href.includes("#test.") ? box.dataset.test : /-w\d+$/.test(page.id) ? box.dataset.notes : "";
    if (page.state) head.append(element("span", `state ${page.state.toLowerCase()}`, box.dataset[page.state.toLowerCase()] ?? page.state));
    else head.append(element("span", "", kind));
    link.append(head, element("span", "hit-title", page.title));
    if (requirement) link.append(element("span", "hit-text", page.requirements[requirement.slice(1)]));
    else if (part) {
      const where = part.heading ? [element("b", "", part.heading), ": "] : [];
      link.append(element("span", "hit-text", ...where, ...excerpt(part.text, result.words)));
    }
    return link;
  };
  const option = (link, n) => {
    link.id = `page.result.${n}`;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    link.tabIndex = -1;
    return link;
  };
  const counted = (count) => (count > 1 ? box.dataset.many : count ? box.dataset.one : box.dataset.nothing).replace("{count}", count);

  const choose = (next) => {
    const options = list.children;
    options[active]?.setAttribute("aria-selected", "false");
    active = options.length ? (next + options.length) % options.length : -1;
    const chosen = options[active];
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen.id);
  };
  const close = () => {
    list.hidden = true;
    said.classList.replace("said", "hidden");
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const search = async () => {
    const query = input.value.trim();
    let pages;
    try {
      pages = await load();
    } catch {
      close();
      said.textContent = box.dataset.failed;
      said.classList.replace("hidden", "said");
      return;
    }
    if (input.value.trim() !== query) return;
    const found = query ? rank(pages, query) : [];
    const links = found.slice(0, MOST).map(hit);
    if (found.length > MOST) {
      const more = element("a", "more", `${box.dataset.all} (${found.length})`);
      more.href = `${new URL("search/index.html", root).href}?q=${encodeURIComponent(query)}`;
      links.push(more);
    }
    list.replaceChildren(...links.map(option));
    close();
    said.textContent = query ? counted(found.length) : "";
    // The message replaces the list.
    if (query && !found.length) said.classList.replace("hidden", "said");
    if (!found.length) return;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(0);
  };
  input.addEventListener("focus", () => load().catch(() => {}));
  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) search();
      else choose(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden) list.children[active]?.click();
    } else if (event.key === "Escape") {
      if (list.hidden) input.blur();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", close);
  input.addEventListener("blur", close);
  // The page of results, whose address holds the query.
  const form = document.querySelector(".search-form");
  const show = async () => {
    const query = form.elements.q.value.trim();
    const status = form.querySelector(".shown");
    try {
      const found = query ? rank(await load(), query) : [];
      document.querySelector(".found").replaceChildren(...found.slice(0, MOST_SHOWN).map((result) => element("li", "", hit(result))));
      status.textContent = query ? counted(found.length) : "";
    } catch {
      status.textContent = box.dataset.failed;
    }
  };
  if (form) {
    form.elements.q.value = new URLSearchParams(location.search).get("q") ?? "";
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      const query = form.elements.q.value.trim();
      try {
        history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
      } catch {
        // From the file system some browsers refuse; the results are right all the same.
      }
      show();
    });
    show();
  }
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
})();
