import { t } from "@lingui/core/macro";

/** LibreChat's own categories, whose labels are keys of its translations. */
const labels: Readonly<Record<string, string>> = {
  general: t`General`,
  hr: t`Human resources`,
  rd: t`Research and development`,
  finance: t`Finance`,
  it: "IT",
  sales: t`Sales`,
  aftersales: t`After sales`,
};

/** @param label what the server calls it, if it does */
export const categoryLabel = (value: string, label?: string): string =>
  label && !label.startsWith("com_") ? label : (labels[value] ?? value);
