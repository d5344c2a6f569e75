import { t } from "@lingui/core/macro";
import { Checkbox, PasswordInput, Textarea } from "@mantine/core";
import type { Endpoint } from "../../api/models.ts";
import type { SecretFields } from "./secretFields.ts";

interface SecretInputsProps {
  /** What is kept; null: a new endpoint. */
  former: Endpoint | null;
  /** null: what is kept stays. */
  value: SecretFields | null;
  onChange(value: SecretFields | null): void;
  fault: string | null;
}

/** What an endpoint is asked with. Of what is kept, nobody is shown more than the end of a key and the names of headers. */
export function SecretInputs({ former, value, onChange, fault }: SecretInputsProps) {
  return (
    <>
      {former && (
        <Checkbox
          label={t`Give the key and headers anew`}
          description={keptInWords(former)}
          checked={value !== null}
          onChange={(event) => onChange(event.currentTarget.checked ? { key: "", headers: "" } : null)}
        />
      )}
      {value && (
        <>
          <PasswordInput
            label={t`Key`}
            description={t`Kept encrypted; nobody is shown it again. Left empty: it takes none`}
            autoComplete="off"
            maxLength={4096}
            value={value.key}
            onChange={(event) => onChange({ ...value, key: event.currentTarget.value })}
          />
          <Textarea
            label={t`Headers`}
            description={t`Sent with each request, one a line; kept as the key is`}
            placeholder="X-Team: research"
            autosize
            maxRows={6}
            spellCheck={false}
            value={value.headers}
            error={fault}
            onChange={(event) => onChange({ ...value, headers: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}

function keptInWords({ key, headers }: Endpoint): string {
  const ofKey = !key
    ? t`no key`
    : !key.isReadable
      ? t`a key that cannot be read here any more`
      : key.lastFour
        ? t`a key that ends with ${key.lastFour}`
        : t`a key`;
  const kept = headers.length === 0 ? ofKey : t`${ofKey}, and ${headers.join(", ")}`;
  return t`Kept: ${kept}. For another host they are needed again.`;
}
