// What pages do beside search and tables: the menu, the section one is in, section numbers, folds on phones, paper.
"use strict";
// A date in the form of the language.
const written = (date) => {
  const [year, month, day] = date.split("-");
  return document.documentElement.dataset.date.replace("{year}", year).replace("{month}", month).replace("{day}", day);
};
(() => {
  const root = document.documentElement;
  const all = (query) => [...document.querySelectorAll(query)];

  // The menu closes when one leaves it.
  for (const menu of all(".menu")) {
    addEventListener("click", (event) => menu.contains(event.target) || (menu.open = false));
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
  // On phones the text comes first.
  if (matchMedia("(max-width: 54rem)").matches) for (const fold of all(".fold")) fold.open = false;

  // The site was built before a change that is due now.
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  for (const notice of all(".stale")) notice.hidden = today < notice.dataset.next;

  // One came from the register at another date.
  const from = new URLSearchParams(location.search).get("at");
  for (const notice of all(".other-date")) {
    notice.hidden = !/^\d{4}-\d\d-\d\d$/.test(from) || from === notice.dataset.at;
    if (!notice.hidden) Object.assign(notice.querySelector("a"), { search: `?at=${from}`, textContent: written(from) });
  }

  // What every sheet of paper says at its foot.
  const running = document.querySelector("[data-running]")?.dataset.running ?? document.title;
  root.style.setProperty("--running", JSON.stringify(running));

  const numbering = document.querySelector(".numbering input");
  if (numbering) {
    const show = (on) => root.toggleAttribute("data-numbers", on);
    try {
      numbering.checked = localStorage.getItem("numbers") !== null;
    } catch {
      // Without storage the choice holds for this page.
    }
    show(numbering.checked);
    numbering.addEventListener("change", () => {
      show(numbering.checked);
      try {
        if (numbering.checked) localStorage.setItem("numbers", "");
        else localStorage.removeItem("numbers");
      } catch {
        // As above.
      }
    });
  }

  // The last section whose heading has passed the bar is the one that is read.
  const links = all(".sections a");
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  let current;
  const mark = () => {
    const passed = headings.filter((heading) => heading && heading.getBoundingClientRect().top < 100).length;
    const link = links[passed - 1];
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "location");
    current = link;
    // Only the list itself scrolls.
    const box = link?.closest(".beside");
    if (box) box.scrollTop = link.offsetTop - box.clientHeight / 2;
  };
  if (links.length) {
    addEventListener("scroll", mark, { passive: true });
    mark();
  }
})();
