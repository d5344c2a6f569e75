import { t } from "@lingui/core/macro";
import type { UseFormReturnType } from "@mantine/form";
import { ChangeProblem } from "./ChangeProblem.tsx";
import { byLabel } from "./takeOver.ts";
import type { useTakeOver } from "./useTakeOver.ts";

interface FormProblemProps<Values extends Record<string, unknown>> {
  form: UseFormReturnType<Values>;
  /** What saves the form, from `useChange`. */
  saving: Parameters<typeof ChangeProblem<Values>>[0]["of"];
  /** From `useTakeOver`. */
  meanwhile: Pick<ReturnType<typeof useTakeOver<Values>>, "theirs" | "besides" | "takeTheirs">;
  labels: Readonly<Record<keyof Values, string>>;
}

/** Why a form was not saved; if somebody else has written meanwhile, what they wrote, and the choice between theirs and one's own. */
export function FormProblem<Values extends Record<string, unknown>>({
  form,
  saving,
  meanwhile,
  labels,
}: FormProblemProps<Values>) {
  return (
    <ChangeProblem
      of={saving}
      theirs={byLabel(meanwhile.theirs, labels)}
      besides={meanwhile.besides.map((field) => labels[field])}
      again={t`Save mine`}
      onAgain={() => saving.mutate(form.getValues())}
      onTakeTheirs={meanwhile.takeTheirs}
    />
  );
}
