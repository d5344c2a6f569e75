import { plural, t } from "@lingui/core/macro";
import { Button, Group, SegmentedControl, Select, Text } from "@mantine/core";
import { IconUserSearch } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import type { ReachedThing, Whose } from "../../api/myAccess.ts";
import { fetchReportCsv, reachedByQuery } from "../../api/report.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { saveBlob } from "../../parts/saveFile.ts";
import { useChange } from "../../parts/useChange.ts";
import { EndsBadge } from "../access/EndsBadge.tsx";
import { thingKinds } from "../access/kinds.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { ThingLine } from "../access/ThingLine.tsx";
import { wayInWords } from "../access/wayInWords.ts";
import { useNameOf } from "../explore/Whom.tsx";
import { textOf } from "./inWords.ts";

export interface PersonAsked {
  who?: string | undefined;
  type?: string | undefined;
  whose?: string | undefined;
}

/** Of these only what others let somebody reach: what they write and upload for themselves is theirs. */
const sealed: ReadonlySet<string> = new Set(["conversation", "file"]);

/** What one person reaches, and by which way. */
export function ByPerson({ asked, onAsk }: { asked: PersonAsked; onAsk(asked: PersonAsked): void }) {
  const { who, type = "agent" } = asked;
  const whose: Whose = asked.whose === "me" && !sealed.has(type) ? "me" : "others";
  return (
    <>
      <Group align="end" mb="md">
        {who === undefined ? (
          <PrincipalPicker
            label={t`Person`}
            types={["user", "service"]}
            onPick={(one) => onAsk({ ...asked, who: `${one.type}:${one.id}` })}
          />
        ) : (
          <Chosen who={who} onChange={() => onAsk({ ...asked, who: undefined })} />
        )}
        <Select
          label={t`Kind of thing`}
          data={thingKinds.map(({ value, label }) => ({ value, label }))}
          value={type}
          allowDeselect={false}
          onChange={(next) => next !== null && onAsk({ ...asked, type: next })}
        />
        {!sealed.has(type) && (
          <SegmentedControl
            aria-label={t`Whose`}
            value={whose}
            onChange={(next) => onAsk({ ...asked, whose: next })}
            data={[
              { value: "others", label: t`From others` },
              { value: "me", label: t`Their own` },
            ]}
          />
        )}
        {who !== undefined && <AllAsCsv who={who} />}
      </Group>
      {who === undefined ? (
        <NothingHere
          icon={<IconUserSearch size={36} stroke={1.4} aria-hidden />}
          title={t`Choose a person`}
          text={t`You see what they reach, and by which groups and roles.`}
        />
      ) : (
        <Loaded of={`${who} ${type} ${whose}`}>
          <Things key={`${who} ${type} ${whose}`} who={who} type={type} whose={whose} />
        </Loaded>
      )}
    </>
  );
}

/** All that they were given, of every kind, also through groups and roles: for whoever goes on with it elsewhere. */
function AllAsCsv({ who }: { who: string }) {
  const csv = useChange({
    run: () => fetchReportCsv({ of: who, through: "true" }),
    onDone: (blob: Blob) => saveBlob("access-of-one-person.csv", blob),
  });
  return (
    <Button variant="default" loading={csv.isPending} onClick={() => csv.mutate()}>
      {t`All as CSV`}
    </Button>
  );
}

function Chosen({ who, onChange }: { who: string; onChange(): void }) {
  const [kind = ""] = who.split(":");
  const name = useNameOf(who);
  return (
    <Group gap="xs" wrap="nowrap" py={4}>
      <PrincipalIcon kind={kind} name={name} />
      <Text fw={600}>{name}</Text>
      <Button size="xs" variant="default" onClick={onChange}>
        {t`Choose another`}
      </Button>
    </Group>
  );
}

function Things({ who, type, whose }: { who: string; type: string; whose: Whose }) {
  const { data, ...pages } = useSuspenseInfiniteQuery(reachedByQuery(who, type, whose));
  return (
    <PagedRows
      title={whose === "me" ? t`Their own` : t`What others let them reach`}
      rows={data.pages.flatMap(({ things }) => things)}
      keyOf={({ resource }) => resource}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconUserSearch size={36} stroke={1.4} aria-hidden />}
          title={t`Nothing of this kind`}
          text={whose === "me" ? t`They own none.` : t`Nobody lets them reach one.`}
        />
      }
    >
      {(thing) => <Line who={who} thing={thing} />}
    </PagedRows>
  );
}

function Line({ who, thing }: { who: string; thing: ReachedThing }) {
  const { resource, name, owner, ownerName, may, until, ways, moreWays } = thing;
  const text = textOf(thing);
  const [first] = ways;
  const others = ways.length - 1 + moreWays;
  return (
    <div className="row-block">
      <ThingLine
        thing={thing}
        text={text}
        badge={<EndsBadge until={until} />}
        said={[
          name !== null && t`owned by ${ownerName ?? owner}`,
          first && wayInWords(first, "them"),
          others > 0 && plural(others, { one: "one other way", other: `${others} other ways` }),
        ]}
      >
        <ButtonLink
          size="xs"
          variant="default"
          to="/why"
          search={{ who, thing: resource, ...(may[0] !== undefined && { action: may[0] }) }}
          aria-label={t`Why: ${text}`}
        >
          {t`Why`}
        </ButtonLink>
      </ThingLine>
    </div>
  );
}
