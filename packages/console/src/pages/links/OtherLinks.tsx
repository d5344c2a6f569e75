import { t } from "@lingui/core/macro";
import { Button, Stack, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type LinkTo, linksToQuery } from "../../api/links.ts";
import { fromNow, inFull } from "../../parts/moments.ts";
import { useTakeLinkBack } from "./useTakeLinkBack.ts";

interface OtherLinksProps {
  conversationId: string;
  title: string;
  /** The link that the dialog is about: it is not among the others. */
  shown: string | undefined;
}

/** By which further links a conversation is shown, for whoever may share it; nothing where there are none. */
export function OtherLinks({ conversationId, title, shown }: OtherLinksProps) {
  const { data } = useSuspenseQuery(linksToQuery(conversationId));
  const links = data.links.filter(({ _id }) => _id !== shown);
  if (links.length === 0) return null;
  return (
    <Stack gap="xs" mt="xl">
      <Title order={3} size="h5">
        {t`Links of others`}
      </Title>
      <Text size="sm" c="dimmed">
        {t`They show this conversation, too. Whoever may share it may take them back.`}
      </Text>
      <ul className="plain-list panel" aria-label={t`Links of others`}>
        {links.map((link) => (
          <li key={link._id}>
            <OtherLink link={link} title={title} />
          </li>
        ))}
      </ul>
      {data.hasMore && <Text size="sm">{t`There are more: they are shown when some of these are taken back.`}</Text>}
    </Stack>
  );
}

function OtherLink({ link, title }: { link: LinkTo; title: string }) {
  const { makerName, isMine, live, expiresAt, createdAt, shareId } = link;
  const takingBack = useTakeLinkBack({ shareId, title });
  const name = makerName ?? t`An account that has gone`;
  return (
    <div className="row">
      <div className="grow">
        <Text size="sm" fw={500}>
          {isMine ? t`Yours, made by ${name}` : name}
        </Text>
        <Text size="xs" c="dimmed" title={inFull(createdAt)}>
          {[
            live ? t`Live` : t`Snapshot`,
            t`made ${fromNow(createdAt)}`,
            expiresAt !== null &&
              (hasEnded(expiresAt) ? t`ended ${fromNow(expiresAt)}` : t`ends ${fromNow(expiresAt)}`),
          ]
            .filter(Boolean)
            .join(", ")}
        </Text>
      </div>
      <Button
        size="xs"
        variant="default"
        c="red"
        aria-label={t`Take back the link that ${name} made ${fromNow(createdAt)}`}
        onClick={() => void takingBack.askAndTake()}
      >
        {t`Take back`}
      </Button>
    </div>
  );
}

const hasEnded = (end: string) => Date.parse(end) <= Date.now();
