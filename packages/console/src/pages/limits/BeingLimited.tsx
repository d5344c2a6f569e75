import { plural, t } from "@lingui/core/macro";
import { Group, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type Limited, limitedQuery } from "../../api/limits.ts";
import { fromNow } from "../../parts/moments.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalLink } from "../../parts/PrincipalLink.tsx";
import { forWhomInWords, limitInWords, timesInWords, untilInWords } from "./limitedInWords.ts";
import { useModelNames } from "./useModelNames.ts";

/** Who is being limited now, and why; it follows by itself. */
export function BeingLimited() {
  const { data } = useSuspenseQuery(limitedQuery);
  const { limited, isWhole } = data;
  const count = limited.reduce((sum, { times }) => sum + times, 0);
  return (
    <section aria-label={t`Being limited now`} style={{ marginTop: 32 }}>
      <Group gap="xs" mb="xs" align="baseline">
        <Title order={2} size="h4">
          {t`Being limited now`}
        </Title>
        {/* Said again only where it is another number: lines change all the time. */}
        <Text size="sm" c="dimmed" role="status">
          {count === 0
            ? t`Nobody was refused because of a limit in the last quarter of an hour.`
            : plural(count, {
                one: "# refusal in the last quarter of an hour",
                other: "# refusals in the last quarter of an hour",
              })}
        </Text>
      </Group>
      {!isWhole && (
        <Text size="sm" mb="xs">
          {t`Redis does not answer: what other servers refuse is missing here.`}
        </Text>
      )}
      {count > 0 && (
        <ul className="plain-list panel" aria-label={t`Who is being limited`}>
          {limited.map((one) => (
            <li key={JSON.stringify([one.subject, one.address, one.key?.id, one.limit])}>
              <LimitedRow one={one} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function LimitedRow({ one }: { one: Limited }) {
  const { subject, name, address, key, limit, times, lastAt, freesAt } = one;
  const models = useModelNames();
  const { model } = limit;
  const of = model === null ? null : (models.find(({ id }) => `model:${id}` === model)?.name ?? model);
  const whom = subject === null ? (address ?? t`Somebody who has not signed in`) : (name ?? t`Somebody who is gone`);
  const keyName = key?.name ?? key?.id;
  const forWhom = forWhomInWords(limit);
  return (
    <div className="row">
      <PrincipalIcon kind={subject === null ? "anyone" : (subject.split(":")[0] ?? "")} name={whom} />
      <div className="grow" style={{ flexBasis: 260 }}>
        <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
          {subject === null ? whom : <PrincipalLink principal={subject}>{whom}</PrincipalLink>}
        </Text>
        {keyName !== undefined && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {t`by the key ${keyName}`}
          </Text>
        )}
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {limitInWords(limit, of)}
        </Text>
        {forWhom !== null && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {forWhom}
          </Text>
        )}
      </div>
      <div style={{ flexBasis: 240 }}>
        <Text size="sm">{timesInWords(times, fromNow(lastAt))}</Text>
        <Text size="xs" c="dimmed">
          {untilInWords(one, fromNow(freesAt))}
        </Text>
      </div>
    </div>
  );
}
