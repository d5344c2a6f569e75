import { t } from "@lingui/core/macro";
import { formatLocale } from "#i18n";

/** Thousandths of a credit; 1,000,000 credits are 1 USD. */
const OF_A_DOLLAR = 1_000_000_000;

/** `$12.40`; of less than a cent as much as says something. */
export function costInWords(thousandths: number): string {
  const dollars = thousandths / OF_A_DOLLAR;
  if (dollars !== 0 && dollars < 0.01)
    return dollars < 0.000001
      ? t`less than $0.000001`
      : `$${dollars.toLocaleString(formatLocale, { maximumFractionDigits: 6, maximumSignificantDigits: 2 })}`;
  return dollars.toLocaleString(formatLocale, { style: "currency", currency: "USD" });
}
