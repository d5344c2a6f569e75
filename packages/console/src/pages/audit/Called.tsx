import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import { formatLocale } from "#i18n";
import type { AuditNames } from "../../api/audit.ts";
import { TextLink } from "../../parts/links.tsx";

/** Somebody or something by its name, with the way to it; what is gone or may not be known by what it is. */
export function Called({ name, names, isPlain = false }: { name: string; names: AuditNames; isPlain?: boolean }) {
  const text = names[name] ?? unnamed(name);
  const [type = "", id = ""] = name.split(":");
  if (isPlain) return text;
  if (names[name] !== undefined && type === "user")
    return (
      <TextLink to="/people/$accountId" params={{ accountId: id }} inherit underline="always" title={name}>
        {text}
      </TextLink>
    );
  if (names[name] !== undefined && type === "group")
    return (
      <TextLink to="/groups/$groupId" params={{ groupId: id }} inherit underline="always" title={name}>
        {text}
      </TextLink>
    );
  return (
    <Text component="span" inherit fw={500} title={name}>
      {text}
    </Text>
  );
}

const kinds: Readonly<Record<string, string>> = {
  user: t`somebody who is gone`,
  service: t`a service that is gone`,
  group: t`a group that is gone`,
  agent: t`an agent`,
  prompt: t`a prompt`,
  tool: t`a tool`,
  file: t`a file`,
  conversation: t`a conversation`,
  project: t`a project`,
  sharedLink: t`a shared link`,
  endpoint: t`an endpoint`,
  invitation: t`an invitation`,
};

function unnamed(name: string): string {
  if (name === "nobody") return t`Somebody who was not signed in`;
  if (name === "everyone") return t`everyone`;
  if (name === "organization") return t`the organization`;
  if (name.startsWith("cli:")) return t`Command line (${name.slice(4)})`;
  if (name.startsWith("system:")) return t`Gatehouse itself`;
  const [type = "", id = ""] = name.split(":");
  if (type === "role") return t`role ${id}`;
  if (type === "model") return t`model ${id}`;
  const kind = kinds[type];
  return kind === undefined ? name : `${kind} (…${id.slice(-6)})`;
}

/** A text in which names (`user:…`, `role:…`) stand: by what they are called. */
export function WithNames({ text, names }: { text: string; names: AuditNames }) {
  const pieces = text.split(/((?:user|service|group|role):[\w.@~-]+)/);
  return pieces.map((piece, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a text does not change its order
      <Called key={index} name={piece} names={names} />
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a text does not change its order
      <span key={index} data-said-by="server">
        {inDays(piece)}
      </span>
    ),
  );
}

/** Moments within a text, as people write them. */
const inDays = (text: string): string =>
  text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (moment) => new Date(moment).toLocaleString(formatLocale));
