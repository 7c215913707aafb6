// Light or dark: as the system says, or as chosen here. Loaded before the page is drawn, so that nothing flashes.
(() => {
  const KEY = "ecsquote-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try {
    chosen = localStorage.getItem(KEY);
  } catch {
    // storage may be forbidden; the system's choice holds then
  }
  const theme = () => chosen ?? (system.matches ? "dark" : "light");
  const show = () => {
    document.documentElement.dataset.theme = theme();
    const button = document.getElementById("theme");
    if (button) button.textContent = theme() === "dark" ? "Light" : "Dark";
    document.dispatchEvent(new CustomEvent("themechange"));
  };
  system.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", () => {
    show();
    document.getElementById("theme").addEventListener("click", () => {
      chosen = theme() === "dark" ? "light" : "dark";
      try {
        localStorage.setItem(KEY, chosen);
      } catch {
        // it holds for this page
      }
      show();
    });
  });
  show();
})();
