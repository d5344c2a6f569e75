import { t } from "@lingui/core/macro";

/** The headings of what one reaches: of one's own, of what others give, and of nothing of either. */
interface Headings {
  own: string;
  others: string;
  noOwn: string;
  noOthers: string;
}

export const reachedInWords: Readonly<Record<string, Headings>> = {
  agent: {
    own: t`Your own agents`,
    others: t`Agents from others`,
    noOwn: t`No agents of your own`,
    noOthers: t`No agents from others`,
  },
  prompt: {
    own: t`Your own prompts`,
    others: t`Prompts from others`,
    noOwn: t`No prompts of your own`,
    noOthers: t`No prompts from others`,
  },
  tool: {
    own: t`Your own tools`,
    others: t`Tools from others`,
    noOwn: t`No tools of your own`,
    noOthers: t`No tools from others`,
  },
  conversation: {
    own: t`Your own conversations`,
    others: t`Conversations from others`,
    noOwn: t`No conversations of your own`,
    noOthers: t`No conversations from others`,
  },
  file: {
    own: t`Your own files`,
    others: t`Files from others`,
    noOwn: t`No files of your own`,
    noOthers: t`No files from others`,
  },
  project: {
    own: t`Your own projects`,
    others: t`Projects from others`,
    noOwn: t`No projects of your own`,
    noOthers: t`No projects from others`,
  },
  sharedLink: {
    own: t`Your own shared links`,
    others: t`Shared links from others`,
    noOwn: t`No shared links of your own`,
    noOthers: t`No shared links from others`,
  },
  model: {
    own: t`Your own models`,
    others: t`Models from others`,
    noOwn: t`No models of your own`,
    noOthers: t`No models from others`,
  },
  group: {
    own: t`Your own groups`,
    others: t`Groups from others`,
    noOwn: t`No groups of your own`,
    noOthers: t`No groups from others`,
  },
};
