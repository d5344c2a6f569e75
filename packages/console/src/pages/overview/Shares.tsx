import { Text } from "@mantine/core";
import { formatLocale } from "#i18n";

interface Share {
  label: string;
  value: number;
  /** In place of the number. */
  told?: string;
}

/** Numbers beside each other, each with a bar as long as it is large. */
export function Shares({ of }: { of: readonly Share[] }) {
  const most = Math.max(1, ...of.map(({ value }) => value));
  return (
    <ul className="plain-list shares">
      {of.map(({ label, value, told }) => (
        <li key={label}>
          <Text size="sm" component="div" style={{ display: "flex", justifyContent: "space-between", gap: 8 }}>
            <span>{label}</span>
            <strong>{told ?? value.toLocaleString(formatLocale)}</strong>
          </Text>
          <div className="share-track" aria-hidden>
            <div className="share-bar" style={{ width: `${(value / most) * 100}%` }} />
          </div>
        </li>
      ))}
    </ul>
  );
}
