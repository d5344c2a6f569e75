import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import { formatLocale } from "#i18n";

interface Bar {
  key: string;
  label: string;
  value: number;
}

interface BarsProps {
  title: string;
  bars: readonly Bar[];
  /** How a value is written; default: as a number. */
  inWords?: (value: number) => string;
}

const HEIGHT = 120;
const WIDTH = 600;

/** How a number went, period by period; the numbers themselves stand in the table beside, for whoever does not see bars. */
export function Bars({ title, bars, inWords = (value) => value.toLocaleString(formatLocale) }: BarsProps) {
  const most = Math.max(0, ...bars.map(({ value }) => value)) || 1;
  const step = WIDTH / Math.max(1, bars.length);
  const [first, last] = [bars[0], bars.at(-1)];
  return (
    <figure style={{ margin: 0 }}>
      <figcaption>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {t`The highest is ${inWords(bars.every(({ value }) => value === 0) ? 0 : most)}.`}
        </Text>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width="100%"
        role="img"
        aria-label={t`${title}, from ${first?.label ?? ""} to ${last?.label ?? ""}`}
        style={{ display: "block", marginBlock: 8 }}
      >
        <line x1={0} x2={WIDTH} y1={HEIGHT - 1} y2={HEIGHT - 1} stroke="var(--mantine-color-default-border)" />
        {bars.map(({ key, label, value }, index) => {
          const height = value === 0 ? 0 : Math.max(2, (value / most) * (HEIGHT - 4));
          return (
            <rect
              key={key}
              x={index * step + step * 0.15}
              y={HEIGHT - 1 - height}
              width={step * 0.7}
              height={height}
              rx={2}
              fill="var(--mantine-primary-color-filled)"
            >
              <title>{`${label}: ${inWords(value)}`}</title>
            </rect>
          );
        })}
      </svg>
      <Text size="xs" c="dimmed" style={{ display: "flex", justifyContent: "space-between" }} component="div">
        <span>{first?.label}</span>
        <span>{last?.label}</span>
      </Text>
    </figure>
  );
}
