import { t } from "@lingui/core/macro";
import { PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { problemOf } from "../../api/problem.ts";

export interface AccountForm {
  name: string;
  email: string;
  password: string;
  confirm: string;
  setupCode: string;
}

/** The form of a new account; `minPassword` is the server's. The server checks everything again. */
export const useAccountForm = (minPassword: number, email = "") =>
  useForm<AccountForm>({
    initialValues: { name: "", email, password: "", confirm: "", setupCode: "" },
    validate: {
      name: (name) => (name.trim() === "" ? t`Tell us your name` : null),
      password: (password) => (password.length < minPassword ? t`At least ${minPassword} characters` : null),
      confirm: (confirm, { password }) => (confirm === password ? null : t`The two passwords differ`),
    },
  });

/** Puts what the server says about single fields beside these fields. */
export function showFieldErrors(form: { setErrors(errors: Record<string, string>): void }, error: unknown) {
  const { setup_code, confirm_password, ...fields } = problemOf(error).fields;
  form.setErrors({
    ...fields,
    ...(setup_code && { setupCode: setup_code }),
    ...(confirm_password && { confirm: confirm_password }),
  });
}

interface AccountFieldsProps {
  form: ReturnType<typeof useAccountForm>;
  minPassword: number;
  /** The address is the one that the invitation went to. */
  isInvited?: boolean;
}

export function AccountFields({ form, minPassword, isInvited = false }: AccountFieldsProps) {
  const toggle = { "aria-label": t`Show the password` };
  return (
    <>
      <TextInput label={t`Name`} autoComplete="name" required withAsterisk={false} {...form.getInputProps("name")} />
      <TextInput
        label={t`Email`}
        type="email"
        autoComplete="username"
        readOnly={isInvited && form.values.email !== ""}
        required
        withAsterisk={false}
        {...form.getInputProps("email")}
      />
      <PasswordInput
        label={t`Password`}
        description={t`At least ${minPassword} characters`}
        autoComplete="new-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={toggle}
        {...form.getInputProps("password")}
      />
      <PasswordInput
        label={t`Repeat the password`}
        autoComplete="new-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={toggle}
        {...form.getInputProps("confirm")}
      />
    </>
  );
}
