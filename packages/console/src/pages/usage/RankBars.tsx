import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { formatLocale } from "#i18n";

interface RankBar {
  key: string;
  label: ReactNode;
  value: number;
  /** Where there is more to say than the value: that nobody knows it. */
  said?: string | undefined;
}

interface RankBarsProps {
  /** What is ranked, and by what: `Models by cost`. */
  title: string;
  bars: readonly RankBar[];
  inWords?: (value: number) => string;
}

/** The first of a ranking, as bars beside their names and numbers: read aloud it is a list. */
export function RankBars({ title, bars, inWords = (value) => value.toLocaleString(formatLocale) }: RankBarsProps) {
  const most = Math.max(0, ...bars.map(({ value }) => value)) || 1;
  return (
    <figure style={{ margin: 0 }}>
      <figcaption>
        <Text size="sm" fw={600} mb={8}>
          {title}
        </Text>
      </figcaption>
      <ol aria-label={title} style={{ listStyle: "none", margin: 0, padding: 0, display: "grid", gap: 10 }}>
        {bars.map(({ key, label, value, said }) => (
          <li key={key}>
            <Text size="sm" component="div" style={{ display: "flex", justifyContent: "space-between", gap: 12 }}>
              <span style={{ minWidth: 0, overflowWrap: "anywhere" }}>{label}</span>
              <span style={{ fontVariantNumeric: "tabular-nums", whiteSpace: "nowrap" }}>{said ?? inWords(value)}</span>
            </Text>
            <div
              aria-hidden
              style={{ background: "var(--mantine-color-default-border)", borderRadius: 3, height: 8, marginTop: 3 }}
            >
              <div
                style={{
                  background: "var(--mantine-primary-color-filled)",
                  borderRadius: 3,
                  height: 8,
                  width: `${value === 0 ? 0 : Math.max(1, (value / most) * 100)}%`,
                }}
              />
            </div>
          </li>
        ))}
      </ol>
    </figure>
  );
}
