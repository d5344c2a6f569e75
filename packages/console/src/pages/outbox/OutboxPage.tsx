import { t } from "@lingui/core/macro";
import { Code, Group, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconMailbox } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { MAIL_PAGE, type OutboxLetter, outboxQuery, readLetter } from "../../api/mail.ts";
import { confirm } from "../../parts/confirm.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { fromNow, inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { Pages } from "../../parts/Pages.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useListPlace } from "../../parts/useListPlace.ts";

export function OutboxPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <Outbox />
      </Loaded>
    </div>
  );
}

function Outbox() {
  // A refusal takes the place of the whole page.
  useSuspenseQuery(outboxQuery(1));
  return (
    <>
      <PageTitle
        title={t`Outbox`}
        text={t`Letters that no mail server takes. Read one to hand its link to the person. The list then shows who read it, and when.`}
      />
      <Loaded>
        <LetterList />
      </Loaded>
    </>
  );
}

function LetterList() {
  const { page, onPage } = useListPlace("/signed-in/outbox");
  const {
    data: { letters, total },
  } = useSuspenseQuery(outboxQuery(page));
  const pages = <Pages page={page} size={MAIL_PAGE} total={total} onChange={onPage} />;
  if (letters.length === 0 && page > 1) return pages;
  if (letters.length === 0)
    return (
      <NothingHere
        icon={<IconMailbox size={36} stroke={1.4} aria-hidden />}
        title={t`No letter waits`}
        text={t`With a mail server (EMAIL_HOST, EMAIL_FROM) letters are sent, and only what it does not take comes here.`}
      />
    );
  return (
    <>
      <ul className="plain-list panel" aria-label={t`Letters`}>
        {letters.map((letter) => (
          <li key={letter.id}>
            <LetterLine letter={letter} />
          </li>
        ))}
      </ul>
      {pages}
    </>
  );
}

const kinds: Readonly<Record<string, string>> = {
  "verify-address": t`Verify an address`,
  "new-address": t`Confirm a new address`,
  "confirm-address": t`Confirm a changed address`,
  "address-changed": t`An address was changed`,
  "reset-password": t`Set a new password`,
  "password-changed": t`A password was changed`,
  invitation: t`Invitation`,
};

function LetterLine({ letter: { id, to, kind, reason, expiresAt, whyNot, readings } }: { letter: OutboxLetter }) {
  const reading = useChange({
    run: () => readLetter(id),
    refresh: [["outbox"]],
    onDone: ({ subject, text }) =>
      modals.open({
        title: subject,
        size: "lg",
        children: (
          <Code block style={{ whiteSpace: "pre-wrap", wordBreak: "break-word" }} aria-label={t`The letter`}>
            {text}
          </Code>
        ),
      }),
  });
  const askAndRead = async () => {
    const sure = await confirm({
      title: t`Read the letter to ${to}?`,
      text: t`Its link is for them alone: hand it to nobody else. That you read it is noted.`,
      confirm: t`Read it`,
      danger: false,
    });
    if (sure) reading.mutate();
  };
  return (
    <div className="row">
      <Stack className="grow" gap={2}>
        <Text fw={500} style={{ overflowWrap: "anywhere" }}>
          {to}
        </Text>
        <Text size="sm" c="dimmed">
          {[kinds[kind] ?? kind, t`until ${inFull(expiresAt)}`, reason].join(" · ")}
        </Text>
        {whyNot !== null && <Text size="sm">{t`Not to be read here: ${whyNot}.`}</Text>}
        {readings.length > 0 && (
          <Text size="sm">{t`Read by ${readings.map(({ name, at }) => `${name} ${fromNow(at)}`).join(", ")}`}</Text>
        )}
      </Stack>
      <Group gap="xs">
        <GuardedButton
          size="xs"
          variant="default"
          whyNot={whyNot}
          loading={reading.isPending}
          aria-label={t`Read the letter to ${to}`}
          onClick={() => void askAndRead()}
        >
          {t`Read`}
        </GuardedButton>
      </Group>
    </div>
  );
}
