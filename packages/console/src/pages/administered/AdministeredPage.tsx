import { plural, t } from "@lingui/core/macro";
import { Text, Title } from "@mantine/core";
import { IconSitemap } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type Administered, administeredQuery } from "../../api/may.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { powerInWords } from "../powers/powersInWords.ts";

/** The groups whose people one administers: what one may do, and until when. */
export function AdministeredPage() {
  return (
    <div className="page">
      <PageTitle
        title={t`What I administer`}
        text={t`The people of these groups, those of the groups inside them, and what belongs to them. Not the groups themselves. Whoever leaves a group is no longer among them.`}
        actions={
          <ButtonLink to="/people" variant="default">
            {t`The people`}
          </ButtonLink>
        }
      />
      <Loaded>
        <Scopes />
      </Loaded>
    </div>
  );
}

function Scopes() {
  const { data: scopes } = useSuspenseQuery(administeredQuery);
  if (scopes.length === 0)
    return (
      <NothingHere
        icon={<IconSitemap size={36} stroke={1.4} aria-hidden />}
        title={t`No group in particular`}
        text={t`What you may do in the administration, if anything, is not limited to the people of a group.`}
      />
    );
  return scopes.map((scope) => <Scope key={scope.group} scope={scope} />);
}

function Scope({ scope: { group, name, people, capabilities } }: { scope: Administered }) {
  return (
    <section className="panel" aria-labelledby={`scope-${group}`} style={{ marginBlockEnd: 16, padding: 20 }}>
      <Title order={2} size="h4" id={`scope-${group}`} style={{ overflowWrap: "anywhere" }}>
        {t`The people of ${name}`}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {plural(people, { one: "One person now", other: `${people} people now` })}
      </Text>
      <ul className="plain-list" aria-label={t`What you may do with the people of ${name}`}>
        {capabilities.map(({ capability, expiresAt }) => (
          <li key={capability}>
            <div className="row-line">
              <div className="grow">
                <Text size="sm" fw={500}>
                  {capability}
                </Text>
                <Text size="xs" c="dimmed">
                  {powerInWords(capability)}
                  {expiresAt && ` · ${t`until ${inFull(expiresAt)}`}`}
                </Text>
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
