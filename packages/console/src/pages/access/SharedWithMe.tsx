import { t } from "@lingui/core/macro";
import { Button, Text } from "@mantine/core";
import { IconGift } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { deleteGrant } from "../../api/access.ts";
import { perform } from "../../api/call.ts";
import { type Share, sharedWithMeQuery } from "../../api/myAccess.ts";
import { session } from "../../api/session.ts";
import { confirm } from "../../parts/confirm.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { fromNow, inFull, onDay } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { calledOf } from "../../parts/sharedKinds.ts";
import { thingsInWords, typeOf } from "../../parts/thingsInWords.ts";
import { ThingLink } from "../requests/ThingLink.tsx";
import { givenInWords, levelLabel } from "../share/levels.ts";
import { useSharingChange } from "../share/useSharingChange.ts";
import { PagedRows } from "./PagedRows.tsx";

/** What others gave to one, to one's groups and roles. */
export function SharedWithMe() {
  const { data, ...pages } = useSuspenseInfiniteQuery(sharedWithMeQuery);
  return (
    <PagedRows
      title={t`What others share with you`}
      rows={data.pages.flatMap(({ shares }) => shares)}
      keyOf={({ grantId }) => grantId}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconGift size={36} stroke={1.4} aria-hidden />}
          title={t`Nobody shares anything with you`}
          text={t`What others give to you, or to a group of yours, appears here. What everybody in the organization has is under My access.`}
          action={
            <ButtonLink to="/access" variant="default">
              {t`My access`}
            </ButtonLink>
          }
        />
      }
    >
      {(share) => <ShareLine share={share} />}
    </PagedRows>
  );
}

function ShareLine({ share }: { share: Share }) {
  const { resource, type, name, id, principal, principalName, role, allow } = share;
  const { expiresAt, isConditional, givenByName, givenAt, grantId, lastUsed } = share;
  const text = name || thingsInWords(typeOf(resource)).unnamed;
  const bare = resource.slice(resource.indexOf(":") + 1);
  const isMine = principal === `user:${session.user()?.id}`;
  const leaving = useSharingChange(
    { type, id: bare },
    { run: () => perform(deleteGrant(type, bare, grantId, null)), said: t`You gave ${text} up` },
  );
  const ask = async () => {
    const sure = await confirm({
      title: t`Give up ${text}?`,
      text: t`You have it no more by this share. To get it back, somebody must share it with you again.`,
      confirm: t`Give it up`,
    });
    if (sure) leaving.mutate();
  };
  return (
    <div className="row">
      <div className="grow" style={{ flexBasis: 260 }}>
        <Text size="sm" fw={500} component="div">
          {id === null ? text : <ThingLink request={{ resource, name: text, thingId: id }} />}
        </Text>
        <Text size="xs" c="dimmed">
          {[
            levelLabel(calledOf(resource)),
            isMine
              ? givenInWords(type, { role, allow })
              : t`${givenInWords(type, { role, allow })} through ${principalName ?? principal}`,
            givenByName !== null && t`from ${givenByName}`,
            givenAt !== null && t`since ${onDay(givenAt)}`,
            expiresAt === null ? t`no end` : t`until ${inFull(expiresAt)} (${fromNow(expiresAt)})`,
            isConditional && t`under a condition`,
            isMine && (lastUsed === null ? t`not used yet` : t`you last used it ${onDay(lastUsed)}`),
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      {isMine && (
        <Button
          size="xs"
          variant="default"
          aria-label={t`Give up ${text}`}
          loading={leaving.isPending}
          onClick={() => void ask()}
        >
          {t`Give up`}
        </Button>
      )}
    </div>
  );
}
