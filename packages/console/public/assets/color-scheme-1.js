// Before the first paint, so that dark pages do not flash white. A file of its own: the content security policy forbids inline scripts.
(() => {
  let wish = "auto";
  try {
    wish = localStorage.getItem("gatehouse-color-scheme") ?? "auto";
  } catch {
    // No storage (private browsing): follow the system.
  }
  const isDark = wish === "dark" || (wish !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light");
})();
