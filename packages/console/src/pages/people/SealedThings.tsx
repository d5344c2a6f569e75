import { t } from "@lingui/core/macro";
import { Button, Stack, Tabs, Text, Title } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type SealedThing, type SealedType, sealedQuery } from "../../api/openings.ts";
import type { Account } from "../../api/people.ts";
import { bytesInWords } from "../../parts/files/bytesInWords.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { OpenForm } from "../openings/OpenForm.tsx";

const tabs: Readonly<Record<SealedType, string>> = { conversation: t`Conversations`, file: t`Files` };

/** What only breaking the glass shows: that it is there, and since when. For whoever may. */
export function SealedThings({ account }: { account: Account }) {
  const [type, setType] = useState<SealedType>("conversation");
  return (
    <section className="panel" style={{ padding: "var(--mantine-spacing-lg)" }} aria-labelledby="sealed-things">
      <Stack gap="xs">
        <Title order={2} size="h4" id="sealed-things">
          {t`Sealed content`}
        </Title>
        <Text size="sm" c="dimmed">
          {t`What ${account.name} wrote and brought is theirs; no administrator reads it. With a reason, and for a time, you can open one thing; ${account.name} is told.`}
        </Text>
        <Tabs value={type} keepMounted={false} onChange={(next) => next && setType(next as SealedType)}>
          <Tabs.List mb="sm" aria-label={t`Sealed content`}>
            {Object.entries(tabs).map(([value, label]) => (
              <Tabs.Tab key={value} value={value}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={type}>
            <Loaded of={type}>
              <List account={account} type={type} />
            </Loaded>
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </section>
  );
}

function List({ account, type }: { account: Account; type: SealedType }) {
  const { data, ...pages } = useSuspenseInfiniteQuery(sealedQuery(account.id, type));
  return (
    <PagedRows
      title={tabs[type]}
      rows={data.pages.flatMap(({ things }) => things)}
      keyOf={({ resource }) => resource}
      pages={pages}
      whenEmpty={<Text size="sm">{t`${account.name} has none.`}</Text>}
    >
      {(thing) => <Line thing={thing} account={account} />}
    </PagedRows>
  );
}

function Line({
  thing: { resource, createdAt, updatedAt, bytes, isArchived, mayView },
  account,
}: {
  thing: SealedThing;
  account: Account;
}) {
  const more = [
    updatedAt === createdAt ? null : t`last changed ${inFull(updatedAt)}`,
    bytes === null ? null : bytesInWords(bytes),
    isArchived ? "archived" : null,
    mayView ? t`you read it now` : null,
  ].filter((one) => one !== null);
  return (
    <div className="row">
      <div className="grow">
        <Text size="sm">{t`Of ${inFull(createdAt)}`}</Text>
        {more.length > 0 && (
          <Text size="xs" c="dimmed">
            {more.join(" · ")}
          </Text>
        )}
      </div>
      {mayView ? (
        <ReadLink resource={resource} label={t`Read what is of ${inFull(createdAt)}`} />
      ) : (
        <Button
          size="xs"
          variant="default"
          aria-label={t`Open what is of ${inFull(createdAt)}`}
          onClick={() =>
            openForm({
              title: t`Break the glass`,
              children: <OpenForm resource={resource} ownerName={account.name} />,
            })
          }
        >
          {t`Open …`}
        </Button>
      )}
    </div>
  );
}

function ReadLink({ resource, label }: { resource: string; label: string }) {
  const [type, id = ""] = resource.split(":");
  if (type === "conversation")
    return (
      <TextLink to="/c/$conversationId" params={{ conversationId: id }} underline="always" size="sm" aria-label={label}>
        {t`Read`}
      </TextLink>
    );
  return (
    <TextLink to="/files/$fileId" params={{ fileId: id }} underline="always" size="sm" aria-label={label}>
      {t`Read`}
    </TextLink>
  );
}
