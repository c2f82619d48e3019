// Runs before anything is drawn: says that scripts run, and sets the theme that was chosen.
(() => {
  "use strict";
  const root = document.documentElement;
  const themes = ["light", "dark"];
  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  const show = (theme) => {
    if (themes.includes(theme)) root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  root.dataset.js = "";
  show(stored());
  addEventListener("DOMContentLoaded", () => {
    const choice = document.querySelector(".theme select");
    if (!choice) return;
    choice.value = root.dataset.theme ?? "auto";
    choice.addEventListener("change", () => {
      show(choice.value);
      try {
        if (themes.includes(choice.value)) localStorage.setItem("theme", choice.value);
        else localStorage.removeItem("theme");
      } catch {
        // Without storage the choice holds for this page.
      }
    });
  });
  addEventListener("storage", (event) => {
    if (event.key !== "theme") return;
    show(event.newValue);
    const choice = document.querySelector(".theme select");
    if (choice) choice.value = root.dataset.theme ?? "auto";
  });
})();
