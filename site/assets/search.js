// Search over everything, without a server: the index is a script beside this one, read when it is first needed.
(() => {
  "use strict";
  const MOST = 12;
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
  const fold = (text) => text.toLowerCase();
  const prepare = (pages) => {
    for (const page of pages) {
      page.keys = [fold(page.id), fold(page.title), fold(page.words)];
      for (const part of page.parts) {
        part.key = fold(part.text);
        part.top = fold(part.heading);
      }
    }
    return pages;
  };

  // How well one word fits in a text: at the begin of a word counts more than within.
  const fit = (text, word) => {
    const at = text.indexOf(word);
    if (at < 0) return 0;
    const begins = (at) => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]);
    if (begins(at)) return 2;
    for (let more = text.indexOf(word, at + 1), n = 0; more >= 0 && n < 20; more = text.indexOf(word, more + 1), n += 1) {
      if (begins(more)) return 2;
    }
    return 1;
  };
  const OVER = { Deprecated: 0.7, Rejected: 0.6 };
  // A standard has dozens of test cases whose ids share its words: they come behind it.
  const CASE = 0.3;
  // A supplement names what it supplements all the time.
  const NOTES = 0.8;

  const rank = (pages, query) => {
    const words = fold(query).split(/\s+/).filter(Boolean);
    const found = [];
    for (const page of pages) {
      let score = 0;
      let best = { score: 0, part: null };
      const parts = page.parts.map((part) => ({ part, score: 0 }));
      const all = words.every((word) => {
        let here = 40 * fit(page.keys[0], word) + 20 * fit(page.keys[1], word) + 4 * fit(page.keys[2], word);
        for (const entry of parts) {
          const fits = 6 * fit(entry.part.top, word) + fit(entry.part.key, word);
          entry.score += fits;
          here += Math.min(fits, 8) / 4;
        }
        score += here;
        return here > 0;
      });
      if (!all || !words.length) continue;
      for (const entry of parts) if (entry.score > best.score) best = entry;
      const weight = page.href.includes("#test.") ? CASE : /-w\d+$/.test(page.id) ? NOTES : (OVER[page.state] ?? 1);
      found.push({ page, part: best.part, words, score: score * weight });
    }
    return found.sort((a, b) => b.score - a.score).slice(0, MOST);
  };

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };
  // An excerpt around the first matching word, with the words marked.
  const excerpt = ({ part, words }) => {
    const at = Math.min(...words.map((word) => part.key.indexOf(word)).filter((at) => at >= 0));
    if (!Number.isFinite(at) || part.key.length !== part.text.length) return [part.text.slice(0, 120)];
    const from = at < 50 ? 0 : part.text.indexOf(" ", at - 50) + 1;
    const text = part.text.slice(from, from + 140);
    const key = part.key.slice(from, from + 140);
    const out = [from ? "… " : ""];
    for (let done = 0; done < text.length; ) {
      const next = words.map((word) => [key.indexOf(word, done), word.length]).filter(([at]) => at >= 0);
      const [start, length] = next.sort((a, b) => a[0] - b[0] || b[1] - a[1])[0] ?? [text.length, 0];
      out.push(text.slice(done, start));
      if (length) out.push(element("mark", "", text.slice(start, start + length)));
      done = start + length;
    }
    return out;
  };
  const option = (result, n) => {
    const { page, part } = result;
    const link = element("a", "");
    const inText = part && part.anchor;
    link.href = new URL(page.href + (inText ? `#${encodeURIComponent(part.anchor)}` : ""), root).href;
    link.id = `page.result.${n}`;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    link.tabIndex = -1;
    const head = element("span", "hit", element("span", "hit-id", page.id));
    if (page.state) head.append(element("span", `state ${page.state.toLowerCase()}`, box.dataset[page.state.toLowerCase()] ?? page.state));
    link.append(head, element("span", "hit-title", page.title));
    if (part) {
      const where = part.heading ? [element("b", "", part.heading), ": "] : [];
      link.append(element("span", "hit-text", ...where, ...excerpt(result)));
    }
    return link;
  };

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
    list.replaceChildren(...found.map(option));
    close();
    const counted = (found.length > 1 ? box.dataset.many : box.dataset.one).replace("{count}", found.length);
    said.textContent = !query ? "" : found.length ? counted : box.dataset.nothing;
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
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
})();
