import { plural, t } from "@lingui/core/macro";
import { Alert, Button, Checkbox, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  ADDRESSES_CHANGED,
  type AddressPreview,
  addressPreviewQuery,
  banAddress,
  type Danger,
} from "../../api/addresses.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { EndField } from "../../parts/EndField.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { TextLink } from "../../parts/links.tsx";
import { fieldInDays, fromField, fromNow } from "../../parts/moments.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";

const dangerWords: Readonly<Record<Danger, string>> = {
  own: t`You sit there yourself: you would be signed out, and could not come back to lift it.`,
  private: t`It is this machine's, or a network of your own.`,
  proxy: t`The proxy in front of this server sits there.`,
};

/** The address first, then who sits behind it, then the ban. */
export function BanAddressForm() {
  const [typed, setTyped] = useState("");
  const [looked, setLooked] = useState("");
  const address = typed.trim();
  const hasLooked = looked !== "" && looked === address;
  useUnsaved(() => typed !== "", t`The address is not banned yet.`);
  return (
    <Stack>
      <form
        aria-label={t`Look who sits there`}
        onSubmit={(event) => {
          event.preventDefault();
          setLooked(address);
        }}
      >
        <Group align="flex-end" gap="sm">
          <TextInput
            label={t`Address`}
            description={t`203.0.113.7, or a range like 203.0.113.0/24`}
            data-autofocus
            required
            withAsterisk={false}
            maxLength={50}
            style={{ flex: "1 1 220px" }}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={address === ""}>
            {t`Look who sits there`}
          </Button>
        </Group>
      </form>
      {hasLooked && <Behind key={looked} address={looked} />}
    </Stack>
  );
}

function Behind({ address }: { address: string }) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInfiniteQuery(
    addressPreviewQuery(address),
  );
  const [first] = data?.pages ?? [];
  if (error && !first) return <ProblemCard error={error} onRetry={() => void refetch()} />;
  if (!first) return <Text size="sm">{t`Looking …`}</Text>;
  const names = data?.pages.flatMap((page) => page.names) ?? [];
  return (
    <>
      <section aria-labelledby="who-sits-there">
        <Title order={3} size="h5" id="who-sits-there">
          {behindWords(first)}
        </Title>
        {names.length > 0 && (
          <ul className="plain-list" aria-label={t`Who sits there`}>
            {names.map(({ id, name, lastSeenAt }) => (
              <li key={id}>
                <Group gap="xs" justify="space-between" py={4}>
                  {name === null ? (
                    <Text size="sm">{t`Somebody who is gone`}</Text>
                  ) : (
                    <TextLink to="/people/$accountId" params={{ accountId: id }} size="sm" target="_blank">
                      {name}
                    </TextLink>
                  )}
                  <Text size="xs" c="dimmed">
                    {t`last seen ${fromNow(lastSeenAt)}`}
                  </Text>
                </Group>
              </li>
            ))}
          </ul>
        )}
        {hasNextPage && (
          <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t`Show more`}
          </Button>
        )}
      </section>
      {first.whyNot === null ? (
        <Ban preview={first} />
      ) : (
        <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />}>
          {t`You cannot ban ${first.address}: ${first.whyNot}.`}
        </Alert>
      )}
    </>
  );
}

function behindWords({ address, people, isBanned }: AddressPreview): string {
  if (isBanned) return t`${address} is banned already: this takes its place`;
  if (people === 0) return t`Nobody signed in from ${address} in the last month`;
  const many =
    people >= 1_000 ? t`At least 1,000 people` : plural(people, { one: "One person", other: `${people} people` });
  return t`${many} signed in from ${address} in the last month`;
}

function Ban({ preview: { address, dangers, people } }: { preview: AddressPreview }) {
  // A ban for good is chosen, not overlooked.
  const [end, setEnd] = useState(fieldInDays(7));
  const [reason, setReason] = useState("");
  const [isMeant, setIsMeant] = useState(false);
  const banning = useChange({
    run: () =>
      banAddress({
        address,
        reason,
        until: fromField(end),
        ...(dangers.length > 0 && isMeant && { evenThough: dangers }),
      }),
    refresh: ADDRESSES_CHANGED,
    said: t`Nobody comes in from ${address}`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  return (
    <form
      aria-label={t`Ban it`}
      onSubmit={(event) => {
        event.preventDefault();
        banning.mutate();
      }}
    >
      <Stack>
        <TextInput
          label={t`Reason`}
          description={t`For whoever looks at it later; nobody who comes from there reads it`}
          required
          withAsterisk={false}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <EndField value={end} onChange={setEnd} never={t`Never: for good`} />
        {dangers.length > 0 && (
          <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />}>
            <Stack gap="xs">
              <Text size="sm" fw={600}>
                {t`Look once more`}
              </Text>
              {dangers.map((danger) => (
                <Text key={danger} size="sm">
                  {dangerWords[danger]}
                </Text>
              ))}
              <Checkbox
                label={t`Ban it all the same`}
                checked={isMeant}
                onChange={(event) => setIsMeant(event.currentTarget.checked)}
              />
            </Stack>
          </Alert>
        )}
        <ChangeProblem of={banning} />
        <Group justify="flex-end">
          <Button variant="default" onClick={closeForm}>
            {t`Cancel`}
          </Button>
          <Button
            type="submit"
            color="red.9"
            disabled={reason.trim().length < 3 || (dangers.length > 0 && !isMeant)}
            loading={banning.isPending}
          >
            {people > 1
              ? people >= 1_000
                ? t`Ban it, with 1,000 people or more`
                : t`Ban it, with ${people} people`
              : t`Ban it`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
