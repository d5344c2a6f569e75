/** LibreChat's own categories, whose labels are keys of its translations. */
const labels: Readonly<Record<string, string>> = {
  general: "General",
  hr: "Human resources",
  rd: "Research and development",
  finance: "Finance",
  it: "IT",
  sales: "Sales",
  aftersales: "After sales",
};

/** @param label what the server calls it, if it does */
export const categoryLabel = (value: string, label?: string): string =>
  label && !label.startsWith("com_") ? label : (labels[value] ?? value);
