import { t } from "@lingui/core/macro";
import { Button, Checkbox, Collapse, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  AS_IT_IS,
  changeGrant,
  createGrant,
  deleteGrant,
  type Grant,
  type GrantWish,
  requireStill,
  type Sharing,
  termsOf,
} from "../../api/access.ts";
import { perform } from "../../api/call.ts";
import { accessRolesQuery } from "../../api/sharing.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { EndField } from "../../parts/EndField.tsx";
import { fromField, inFull, toField } from "../../parts/moments.ts";
import { firstActionOf, kindOf, type SharedType } from "../../parts/sharedKinds.ts";
import { useKept } from "../../parts/useKept.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { givenBy, hasEnded, isPlain, levelLabel, levelOf } from "./levels.ts";
import type { Shared } from "./ShareButton.tsx";
import { useSharingChange } from "./useSharingChange.ts";

const SINGLE = "single";
const NOTHING = "nothing";

/** As the fields hold it. */
interface Chosen {
  level: string;
  allow: string[];
  deny: string[];
  end: string;
  condition: string;
  reason: string;
}

export interface Receiver {
  /** `user:ben`, `everyone`. */
  principal: string;
  name: string;
}

interface GrantFormProps {
  shared: Shared;
  sharing: Sharing;
  receiver: Receiver;
  /** The grant that is changed; absent: a new one. */
  grant?: Grant;
  onDone(): void;
}

/** One grant with everything that it can have: level and end at hand, the rest behind a button. */
export function GrantForm({ shared, sharing, receiver, grant, onDone }: GrantFormProps) {
  const { type, id, name } = shared;
  const { data: roles } = useSuspenseQuery(accessRolesQuery(type));
  const [level, setLevel] = useState(grant ? levelIn(grant) : "viewer");
  const [allow, setAllow] = useState<string[]>(grant && grant.allow.length > 0 ? grant.allow : [firstActionOf(type)]);
  const [deny, setDeny] = useState<string[]>(grant?.deny ?? []);
  const [end, setEnd] = useState(toField(grant?.expiresAt ?? null));
  const [condition, setCondition] = useState(grant?.condition ?? "");
  const [reason, setReason] = useState("");
  const chosen = JSON.stringify([level, allow, deny, end, condition, reason]);
  const [begun] = useState(chosen);
  // A new one holds at least whom somebody looked for and found.
  useUnsaved(
    () => grant === undefined || chosen !== begun,
    grant
      ? t`What you chose for ${receiver.name} is not saved yet.`
      : t`What you chose for ${receiver.name} is not shared yet.`,
  );
  const [isMore, more] = useDisclosure(grant !== undefined && (grant.deny.length > 0 || Boolean(grant.condition)));
  useKept<Chosen>(
    `grant ${type}:${id} ${receiver.principal} ${grant?.id ?? "new"}`,
    () => (chosen === begun ? null : { level, allow, deny, end, condition, reason }),
    (kept) => {
      setLevel(kept.level);
      setAllow(kept.allow);
      setDeny(kept.deny);
      setEnd(kept.end);
      setCondition(kept.condition);
      setReason(kept.reason);
      if (kept.deny.length > 0 || kept.condition || kept.reason) more.open();
    },
  );
  const wish: Omit<GrantWish, "principal"> = {
    ...(level === SINGLE ? { allow } : level === NOTHING ? { allow: [] } : { role: level }),
    deny,
    // A field knows no seconds: an end that nobody touched stays as exact as it was.
    expiresAt: grant && end === toField(grant.expiresAt) ? grant.expiresAt : fromField(end),
    condition: condition.trim() || null,
    ...(reason.trim() && { reason: reason.trim() }),
  };
  const others = sharing.grants.filter((one) => one.principal === receiver.principal && one.id !== grant?.id);
  const besides = others.filter((one) => !hasEnded(one));
  const replaced = isPlain({ ...blank, ...wish, role: wish.role ?? null } as Grant) ? others.find(isPlain) : undefined;
  const changes = grant ?? replaced;
  const giving = useSharingChange<void, { grant: Grant }>(shared, {
    call: () =>
      changes
        ? changeGrant(type, id, changes.id, wish, sharing)
        : createGrant(type, id, { principal: receiver.principal, ...wish }, sharing),
    asks: () => ({
      title: grant ? t`Change what ${receiver.name} has of ${name}?` : t`Share ${name} with ${receiver.name}?`,
      text: wish.condition ? t`Only while the condition holds; what it leaves out is left out here, too.` : undefined,
      confirm: grant ? t`Change it` : t`Share it`,
      thing: `${type}:${id}`,
    }),
    undo: async ({ grant: made }) => {
      await requireStill(type, id, receiver.principal, made);
      const back = changes && !hasEnded(changes) ? changeGrant(type, id, changes.id, termsOf(changes), AS_IT_IS) : null;
      await perform<unknown>(back ?? deleteGrant(type, id, made.id, null));
    },
    said: grant ? t`The grant is changed` : t`${name} is shared with ${receiver.name}`,
    onDone,
    onFailed: () => undefined,
  });
  const isEmpty = level === NOTHING ? deny.length === 0 : level === SINGLE && allow.length === 0 && deny.length === 0;
  return (
    <form
      aria-label={grant ? t`Change the grant of ${receiver.name}` : t`Share with ${receiver.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty) giving.mutate();
      }}
    >
      <Stack>
        <Group align="flex-start" gap="sm" grow preventGrowOverflow={false}>
          <Select
            label={t`Level`}
            data={[
              ...roles.map(({ accessRoleId }) => ({
                value: levelOf(accessRoleId),
                label: levelLabel(levelOf(accessRoleId)),
              })),
              { value: SINGLE, label: t`Single actions` },
              { value: NOTHING, label: t`Nothing: only deny` },
            ]}
            value={level}
            allowDeselect={false}
            miw={150}
            description={kindOf(type).levels[level]}
            inputWrapperOrder={["label", "input", "description", "error"]}
            data-autofocus
            onChange={(value) => {
              if (!value) return;
              setLevel(value);
              if (value === NOTHING) more.open();
            }}
          />
          <EndField value={end} onChange={setEnd} />
        </Group>
        {level === SINGLE && <Actions type={type} label={t`Allows`} value={allow} onChange={setAllow} />}
        <div>
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={isMore ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
            aria-expanded={isMore}
            onClick={more.toggle}
          >
            {t`Deny, condition, reason`}
          </Button>
          <Collapse expanded={isMore}>
            <Stack mt="xs">
              <Actions type={type} label={t`Denies, whoever else allows them`} value={deny} onChange={setDeny} />
              <Textarea
                label={t`Condition`}
                description={t`A CEL expression over subject, resource, action and context; empty: none`}
                placeholder={'context.network == "office"'}
                autosize
                maxLength={4096}
                value={condition}
                onChange={(event) => setCondition(event.currentTarget.value)}
                styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
              />
              <TextInput
                label={t`Reason`}
                description={t`Kept beside the grant and in the log`}
                maxLength={500}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
            </Stack>
          </Collapse>
        </div>
        {(replaced || besides.length > 0) && (
          <Text size="sm" c="dimmed">
            {replaced
              ? t`This takes the place of what ${receiver.name} was given before: ${givenBy(replaced)}.`
              : t`${receiver.name} also has: ${besides.map(inWords).join("; ")}. What is allowed adds up.`}
          </Text>
        )}
        <ChangeProblem of={giving} isTyped again={grant ? t`Change it all the same` : t`Share all the same`} />
        <Group gap="xs">
          <Button type="submit" loading={giving.isPending} disabled={isEmpty}>
            {grant ? t`Save` : t`Share`}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t`Cancel`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const blank = { id: 0, principal: "", allow: [], deny: [], expiresAt: null, condition: null };

function levelIn({ role, allow }: Grant): string {
  return role ?? (allow.length === 0 ? NOTHING : SINGLE);
}

const inWords = (grant: Grant) =>
  [
    grant.allow.length > 0 && givenBy(grant),
    grant.deny.length > 0 && t`denies ${grant.deny.join(", ")}`,
    grant.expiresAt && t`until ${inFull(grant.expiresAt)}`,
  ]
    .filter(Boolean)
    .join(", ");

interface ActionsProps {
  type: SharedType;
  label: string;
  value: string[];
  onChange(value: string[]): void;
}

function Actions({ type, label, value, onChange }: ActionsProps) {
  return (
    <Checkbox.Group label={label} value={value} onChange={onChange}>
      <div className="checks">
        {kindOf(type).actions.map(([action, text]) => (
          <Checkbox key={action} value={action} label={action} description={text} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
