import { plural, t } from "@lingui/core/macro";
import { Button, Stack, Text } from "@mantine/core";
import { IconUserShare } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { AS_IT_IS, createGrant, deleteGrant } from "../../api/access.ts";
import { perform } from "../../api/call.ts";
import { type Given, type SharedThing, sharedByMeQuery } from "../../api/myAccess.ts";
import { session } from "../../api/session.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { inFull, onDay } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { calledOf, isShared } from "../../parts/sharedKinds.ts";
import { thingsInWords } from "../../parts/thingsInWords.ts";
import { givenInWords, levelLabel } from "../share/levels.ts";
import { ShareButton } from "../share/ShareButton.tsx";
import { useSharingChange } from "../share/useSharingChange.ts";
import { PagedRows } from "./PagedRows.tsx";
import { ThingLine } from "./ThingLine.tsx";

/** One's own things that others reach, and what one gave on others'. */
export function SharedByMe() {
  const { data, ...pages } = useSuspenseInfiniteQuery(sharedByMeQuery);
  return (
    <PagedRows
      title={t`What you share`}
      rows={data.pages.flatMap(({ things }) => things)}
      keyOf={({ resource }) => resource}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconUserShare size={36} stroke={1.4} aria-hidden />}
          title={t`You share nothing`}
          text={t`Share an agent, a prompt, a file, a conversation or a project from its page: then you see here who has it, and take it back.`}
          action={<ButtonLink to="/agents">{t`Go to your agents`}</ButtonLink>}
        />
      }
    >
      {(thing) => <SharedLine thing={thing} />}
    </PagedRows>
  );
}

const idOf = ({ resource }: SharedThing) => resource.slice(resource.indexOf(":") + 1);

function SharedLine({ thing }: { thing: SharedThing }) {
  const { resource, type, name, id, isOwn, ownerName, grants, moreGrants } = thing;
  const called = calledOf(resource);
  const text = name || (id === null && !isOwn ? thingsInWords(type).lost : thingsInWords(type).unnamed);
  return (
    <Stack gap={4} className="row-block">
      <ThingLine
        thing={thing}
        text={text}
        said={[!isOwn && ownerName !== null ? t`${levelLabel(called)}, ${ownerName}’s` : levelLabel(called)]}
      >
        {isOwn && isShared(type) && <ShareButton type={type} id={idOf(thing)} name={text} whyNot={null} />}
      </ThingLine>
      <ul className="plain-list" aria-label={t`Who has ${text}`}>
        {grants.map((grant) => (
          <li key={grant.grantId}>
            <GivenLine thing={thing} text={text} grant={grant} />
          </li>
        ))}
      </ul>
      {moreGrants > 0 && (
        <Text size="xs" c="dimmed">
          {plural(moreGrants, { one: "And one more", other: `And ${moreGrants} more` })}
        </Text>
      )}
    </Stack>
  );
}

function GivenLine({ thing, text, grant }: { thing: SharedThing; text: string; grant: Given }) {
  const { grantId, principal, principalName, role, allow, expiresAt, isConditional, givenBy, givenByName, lastUsed } =
    grant;
  const name = principalName ?? principal;
  const taking = useSharingChange(
    { type: thing.type, id: idOf(thing) },
    {
      call: () => deleteGrant(thing.type, idOf(thing), grantId, null),
      asks: () => ({
        title: t`Take ${text} back from ${name}?`,
        confirm: t`Take back`,
        danger: true,
        thing: thing.resource,
      }),
      // What is given by a role alone is known whole, and can be given again as it was.
      ...(role !== null &&
        !isConditional && {
          undo: () =>
            perform(
              createGrant(
                thing.type,
                idOf(thing),
                { principal, role, ...(expiresAt !== null && { expiresAt }) },
                AS_IT_IS,
              ),
            ),
        }),
      said: t`${name} has ${text} no more by this`,
    },
  );
  return (
    <div className="row-line" style={{ paddingBlock: 4 }}>
      <PrincipalIcon kind={principal.split(":")[0] ?? ""} name={name} />
      <div className="grow">
        <Text size="sm">{name}</Text>
        <Text size="xs" c="dimmed">
          {[
            givenInWords(thing.type, { role, allow }),
            expiresAt !== null && t`until ${inFull(expiresAt)}`,
            isConditional && t`under a condition`,
            givenByName !== null && givenBy !== `user:${session.user()?.id}` && t`given by ${givenByName}`,
            lastUsed === null ? t`not used yet` : t`last used ${onDay(lastUsed)}`,
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      <Button
        size="xs"
        variant="default"
        aria-label={t`Take back ${text} from ${name}`}
        loading={taking.isPending}
        onClick={() => taking.mutate()}
      >
        {t`Take back`}
      </Button>
    </div>
  );
}
