import { t } from "@lingui/core/macro";
import { Badge, Button, Center, Group, Text, VisuallyHidden } from "@mantine/core";
import { IconLink } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type Link, linksQuery } from "../../api/links.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { fromNow, inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { CopyAddress } from "./CopyAddress.tsx";
import { openLinkTo } from "./openLink.tsx";
import { useTakeLinkBack } from "./useTakeLinkBack.ts";

const route = getRouteApi("/signed-in/links");

/** One's own links to conversations. */
export function LinksPage() {
  const { q = "" } = route.useSearch();
  const navigate = useNavigate();
  return (
    <div className="page">
      <PageTitle
        title={t`Shared links`}
        text={t`Conversations that you show to others by a link. Take one back, and it ends at once.`}
      />
      <SearchField
        label={t`Search links`}
        value={q}
        onSearch={(text) => void navigate({ to: "/links", search: text ? { q: text } : {}, replace: true })}
      />
      <Loaded of={q}>
        <LinkList search={q} />
      </Loaded>
    </div>
  );
}

function LinkList({ search }: { search: string }) {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(linksQuery(search));
  const links = data.pages.flatMap((page) => page.links);
  const heading = useFocusWhenFewer(links.length);
  if (links.length === 0)
    return search ? (
      <NothingHere title={t`No link found`} text={t`None of your links has “${search}” in its title.`} />
    ) : (
      <NothingHere
        icon={<IconLink size={36} stroke={1.4} aria-hidden />}
        title={t`No shared links yet`}
        text={t`Make one from the menu of a conversation, to show it to somebody who need not be in it.`}
        action={<ButtonLink to="/c/new">{t`Go to your conversations`}</ButtonLink>}
      />
    );
  return (
    <>
      <VisuallyHidden component="h2" ref={heading} tabIndex={-1}>
        {t`Your links`}
      </VisuallyHidden>
      <ul className="plain-list panel" aria-label={t`Your links`} style={{ marginBlockStart: 16 }}>
        {links.map((link) => (
          <li key={link._id}>
            <LinkLine link={link} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Center mt="lg">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t`Show more`}
          </Button>
        </Center>
      )}
    </>
  );
}

function LinkLine({ link }: { link: Link }) {
  const { conversationId, title, expiresAt } = link;
  const takingBack = useTakeLinkBack(link);
  const hasEnded = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  return (
    <div className="row">
      <div className="grow">
        <Text size="sm" fw={500} lineClamp={1}>
          <TextLink to="/c/$conversationId" params={{ conversationId }} inherit c="inherit">
            {title}
          </TextLink>
        </Text>
        <Group gap={6} mt={4}>
          <Mark>{link.live ? t`Live` : t`Snapshot`}</Mark>
          {link.hasPasscode && <Mark>{t`Passcode`}</Mark>}
          {expiresAt !== null && (
            <Mark title={inFull(expiresAt)}>{`${hasEnded ? t`Ended` : t`Ends`} ${fromNow(expiresAt)}`}</Mark>
          )}
          <Text size="xs" c="dimmed" title={inFull(link.createdAt)}>
            {t`Made ${fromNow(link.createdAt)}`}
          </Text>
        </Group>
      </div>
      <Group gap="xs">
        <CopyAddress link={link} size="xs" />
        <Button
          size="xs"
          variant="default"
          aria-label={t`Settings of the link to ${title}`}
          onClick={() => openLinkTo({ conversationId, title })}
        >
          {t`Settings`}
        </Button>
        <Button
          size="xs"
          variant="default"
          c="red"
          aria-label={t`Take back the link to ${title}`}
          onClick={() => void takingBack.askAndTake()}
        >
          {t`Take back`}
        </Button>
      </Group>
    </div>
  );
}

const Mark = ({ children, title }: { children: string; title?: string }) => (
  <Badge variant="default" size="sm" tt="none" fw={500} title={title}>
    {children}
  </Badge>
);
