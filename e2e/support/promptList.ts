import type { Locator, Page } from "playwright-core";

/** The field of a chat, and the list of prompts that a slash or the button opens. */
export const message = (page: Page): Locator => page.getByRole("textbox", { name: "Message" });
export const finder = (page: Page): Locator => page.getByRole("combobox", { name: "Find a prompt" });
export const options = (page: Page): Locator => page.getByRole("listbox", { name: "Prompts" }).getByRole("option");
