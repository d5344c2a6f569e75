import { t } from "@lingui/core/macro";
import { Checkbox, Radio, Stack } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { modelsQuery } from "../../api/agents.ts";
import { agentChoicesQuery, modelChoicesQuery } from "../../api/keys.ts";
import { ChoiceField } from "./ChoiceField.tsx";
import type { KeyFields, Use } from "./keyFields.ts";

interface KeyUseProps {
  form: UseFormReturnType<KeyFields>;
  /** A key of one's own, and not of a program. */
  isOwn: boolean;
}

/** What a key is for: it opens nothing that its account may not. */
export function KeyUse({ form, isOwn }: KeyUseProps) {
  const { use } = form.values;
  return (
    <>
      <Radio.Group label={t`What it is for`} value={use} onChange={(next) => form.setFieldValue("use", next as Use)}>
        <Stack gap={6} mt={6}>
          <Radio
            value="everything"
            label={t`All models and agents`}
            description={
              isOwn ? t`That you may use, at the time that it is used` : t`That the service may use, at the time`
            }
          />
          <Radio value="listing" label={t`Listing only`} description={t`It sees what there is, and calls nothing`} />
          <Radio value="some" label={t`Some of them`} description={t`If it is lost, less is lost`} />
        </Stack>
      </Radio.Group>
      {use === "some" && <Some form={form} />}
    </>
  );
}

function Some({ form }: Pick<KeyUseProps, "form">) {
  const { allAgents, allModels } = form.values;
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), 200);
  const { data: agents = [] } = useQuery(agentChoicesQuery(search));
  const { data: models = [] } = useQuery(modelChoicesQuery);
  const { data: offered = {} } = useQuery(modelsQuery);
  return (
    <Stack gap="sm" ps="md" style={{ borderInlineStart: "2px solid var(--line)" }}>
      {!allAgents && (
        <ChoiceField
          label={t`Agents`}
          placeholder={t`None: type a part of a name`}
          found={agents}
          nothingFound={t`No agent that you may use has this in its name`}
          unknown={t`An agent that you do not see`}
          onSearch={setText}
          {...listOf(form, "agents")}
        />
      )}
      <Checkbox label={t`All agents`} {...form.getInputProps("allAgents", { type: "checkbox" })} />
      {!allModels && (
        <ChoiceField
          label={t`Models`}
          placeholder={t`None: type a part of a name`}
          found={models}
          nothingFound={t`No model that you may use has this in its name`}
          unknown={t`A model that you do not see`}
          {...listOf(form, "models")}
        />
      )}
      <Checkbox label={t`All models`} {...form.getInputProps("allModels", { type: "checkbox" })} />
      {(allModels || form.values.models.length > 0 || form.values.endpoints.length > 0) && (
        <ChoiceField
          label={t`Endpoints`}
          description={t`Only models of these, as they are when the key is used. Of all endpoints, if there are none here.`}
          placeholder={t`All: type a part of a name`}
          found={Object.keys(offered).map((name) => ({ id: name, name }))}
          nothingFound={t`No endpoint whose models you may use has this in its name`}
          {...listOf(form, "endpoints")}
        />
      )}
    </Stack>
  );
}

function listOf(form: UseFormReturnType<KeyFields>, field: "agents" | "models" | "endpoints") {
  const error = form.errors[field];
  return {
    value: form.values[field],
    error: typeof error === "string" ? error : undefined,
    onChange: (ids: string[]) => {
      form.setFieldValue(field, ids);
      form.clearFieldError("agents");
    },
  };
}
