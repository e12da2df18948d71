// Runs before the first paint, as its own file because the content policy forbids inline scripts.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("deskhand-scheme");
  } catch {
    // Storage can be forbidden; the system's scheme is the answer then.
  }
  const dark = chosen
    ? chosen === "dark"
    : window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";
})();
