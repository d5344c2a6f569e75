import { t } from "@lingui/core/macro";
import { Badge, Group, Stack, Table, Text, Title } from "@mantine/core";
import type { TokenTest } from "../../api/identities.ts";
import { refusalInWords } from "../signIn/providers.ts";

/** Whom a token means, what they would be, and what became of each claim. */
export function TokenResult({ result }: { result: TokenTest }) {
  const { account, subject, email, emailVerified, maySignIn, refusal, notes = [] } = result;
  const address = email ? `${email} (${emailVerified ? t`verified` : t`not verified`})` : t`none`;
  return (
    <Stack className="panel" p="md" mt="md" component="section" aria-label={t`Result`}>
      <Title order={2} size="h4">
        {maySignIn ? t`They may sign in` : t`They may not sign in`}
      </Title>
      {refusal && <Text size="sm">{refusalInWords(refusal)}</Text>}
      <Table.ScrollContainer minWidth={320}>
        <Table layout="fixed" aria-label={t`Who they are`}>
          <Table.Tbody>
            <Row name={t`Known to the provider as`} value={subject ?? ""} />
            <Row name={t`Address`} value={address} />
            <Row name={t`Account`} value={account ? `${account.name} (${account.email})` : t`none yet`} />
            {maySignIn && (
              <>
                <Row name={t`Roles`} value={listed(result.roles)} />
                <Row name={t`Groups`} value={listed(result.groups?.map(({ name }) => name))} />
                <Row name={t`Capabilities`} value={listed(result.capabilities)} />
                <Row name={t`Features`} value={listed(result.features)} />
              </>
            )}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {notes.length > 0 && (
        <>
          <Title order={3} size="h5">
            {t`Claims`}
          </Title>
          <ul className="plain-list" aria-label={t`Claims`}>
            {notes.map((note) => (
              <li key={`${note.for} ${note.because}`}>
                <Group gap="xs" py={6} wrap="nowrap" align="flex-start">
                  <Badge variant="light" color={note.used ? "gate" : "gray"} tt="none" style={{ flexShrink: 0 }}>
                    {note.used ? t`used` : t`not used`}
                  </Badge>
                  <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                    {note.for}
                    {note.claim && ` ${t`(${note.claim}, ${note.source ?? ""} token)`}`}:{" "}
                    {note.because.replaceAll("`", "")}
                  </Text>
                </Group>
              </li>
            ))}
          </ul>
        </>
      )}
    </Stack>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w={180}>
        {name}
      </Table.Th>
      <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
    </Table.Tr>
  );
}

const listed = (names: readonly string[] = []): string => (names.length === 0 ? t`none` : names.join(", "));
