import { plural, t } from "@lingui/core/macro";
import { Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type Opened, openedQuery } from "../../api/links.ts";
import { fromNow, inFull } from "../../parts/moments.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";

/** Who opened a link, last first, and how often. */
export function OpenedBy({ shareId }: { shareId: string }) {
  const { data } = useSuspenseQuery(openedQuery(shareId));
  if (data.openers.length === 0)
    return <Text size="sm">{t`Nobody has opened it yet. That you open it yourself is not counted.`}</Text>;
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {t`Opened ${timesInWords(data.times)}${lately(data)}.`}
      </Text>
      <ul className="plain-list panel" aria-label={t`Who opened it`}>
        {data.openers.map(({ opener, name, lastAt, firstAt, times }) => (
          <li key={opener}>
            <div className="row">
              <PrincipalIcon kind={opener.includes(":") ? (opener.split(":")[0] ?? "") : "anyone"} name={name ?? "?"} />
              <div className="grow">
                <Text size="sm" fw={500}>
                  {nameOf(opener, name)}
                </Text>
                <Text size="xs" c="dimmed" title={t`First ${inFull(firstAt)}, last ${inFull(lastAt)}`}>
                  {t`Last ${fromNow(lastAt)}`}
                </Text>
              </div>
              <Text size="sm" c="dimmed">
                {timesInWords(times)}
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </Stack>
  );
}

const timesInWords = (times: number) => plural(times, { one: "once", other: `${times} times` });

function lately({ days }: Opened): string {
  const [newest] = days;
  return newest?.day === new Date().toISOString().slice(0, 10) ? `, ${t`today ${timesInWords(newest.times)}`}` : "";
}

function nameOf(opener: string, name: string | null): string {
  if (opener === "visitor") return t`Visitors without an account here`;
  if (opener === "others") return t`Others`;
  return name ?? t`An account that has gone`;
}
