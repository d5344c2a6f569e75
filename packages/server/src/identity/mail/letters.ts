import type { LetterKind } from "../../store/index.ts";

/** What a letter says. */
export interface Letter {
  subject: string;
  text: string;
  html: string;
}

interface Draft {
  subject: string;
  paragraphs: readonly string[];
  link?: { label: string; url: string };
  /** After the link. */
  close: readonly string[];
}

/** What each kind of letter is about. */
export interface LetterFacts {
  /** The name of the installation. */
  appTitle: string;
  link: string;
  /** How long the link works, in words. */
  life: string;
  /** An address that the letter is about, where it is not its own. */
  address: string;
  /** Who invites, or asks. */
  inviter: string;
  /** What an access review is called. */
  review: string;
  /** What an API key is called; empty: it is about none. */
  key: string;
  /** Until when a ban lasts, in words; empty: for good. */
  until: string;
  /** What whoever bans, or warns, says of it. */
  reason: string;
}

const UNASKED = "If you did not ask for this, ignore this letter: nothing happens without the link.";
const WORRIED = "If this was not you, tell whoever administers this installation.";

/**
 * Nothing that a stranger may choose stands in a letter (whoever signs up with somebody else's address chooses a name, not what they read);
 * an inviter's name does, as plain text.
 */
const drafts: Readonly<Record<LetterKind, (facts: LetterFacts) => Draft>> = {
  "verify-address": ({ appTitle, link, life }) => ({
    subject: `Verify your address for ${appTitle}`,
    paragraphs: [`Somebody signed up for ${appTitle} with this address. If it was you, verify it:`],
    link: { label: "Verify this address", url: link },
    close: [`The link works for ${life}, once.`, UNASKED],
  }),
  "new-address": ({ appTitle, link, life }) => ({
    subject: `Confirm your new address for ${appTitle}`,
    paragraphs: [`An account of ${appTitle} is to have this address. If you asked for it, confirm it:`],
    link: { label: "Use this address", url: link },
    close: [`The link works for ${life}, once.`, UNASKED],
  }),
  "confirm-address": ({ appTitle, link, life }) => ({
    subject: `Your address for ${appTitle} was changed`,
    paragraphs: [
      `An administrator of ${appTitle} gave your account this address. Sign in, and confirm with the link that it is yours:`,
    ],
    link: { label: "Confirm this address", url: link },
    close: [`The link works for ${life}, once. Until then no link for a new password is sent here.`, WORRIED],
  }),
  "address-changed": ({ appTitle, address }) => ({
    subject: `The address of your account of ${appTitle} was changed`,
    paragraphs: [`Your account of ${appTitle} has another address now: ${address}`],
    close: [WORRIED],
  }),
  "reset-password": ({ appTitle, link, life }) => ({
    subject: `Set a new password for ${appTitle}`,
    paragraphs: [`A new password for your account of ${appTitle} was asked for. Set it here:`],
    link: { label: "Set a new password", url: link },
    close: [`The link works for ${life}, once. Setting the password signs you out everywhere.`, UNASKED],
  }),
  "password-changed": ({ appTitle }) => ({
    subject: `Your password for ${appTitle} was changed`,
    paragraphs: [`The password of your account of ${appTitle} was changed, and you were signed out elsewhere.`],
    close: [WORRIED],
  }),
  invitation: ({ appTitle, link, life, inviter }) => ({
    subject: `You are invited to ${appTitle}`,
    paragraphs: [`${inviter} invites you to ${appTitle}. Make your account here:`],
    link: { label: "Make your account", url: link },
    close: [
      `The link works for ${life}, once, and for this address only.`,
      "If you expected none, ignore this letter.",
    ],
  }),
  "access-asked": ({ appTitle, link }) => ({
    subject: `Somebody asks you for access in ${appTitle}`,
    paragraphs: [
      `Somebody asks you for access to something that is yours to give in ${appTitle}. Read what, and answer:`,
    ],
    link: { label: "See the request", url: link },
    close: ["Only one such letter waits for you at a time."],
  }),
  "access-answered": ({ appTitle, link }) => ({
    subject: `Your request in ${appTitle} was answered`,
    paragraphs: [`Somebody answered your request for access in ${appTitle}:`],
    link: { label: "See the answer", url: link },
    close: [],
  }),
  "second-factor-on": ({ appTitle }) => ({
    subject: `Two-factor sign-in for ${appTitle} was switched on`,
    paragraphs: [
      `Signing in to your account of ${appTitle} takes a code now, besides the password, and you were signed out elsewhere.`,
    ],
    close: ["Keep the backup codes where you find them without your phone.", WORRIED],
  }),
  "second-factor-off": ({ appTitle }) => ({
    subject: `Two-factor sign-in for ${appTitle} was switched off`,
    paragraphs: [
      `Signing in to your account of ${appTitle} takes the password alone again, and you were signed out elsewhere.`,
    ],
    close: [WORRIED],
  }),
  "second-factor-reset": ({ appTitle }) => ({
    subject: `Two-factor sign-in for ${appTitle} was reset`,
    paragraphs: [
      `An administrator of ${appTitle} took two-factor sign-in away from your account, and you were signed out everywhere. Sign in with the password, and set it up anew.`,
    ],
    close: [WORRIED],
  }),
  "sessions-ended": ({ appTitle }) => ({
    subject: `You were signed out of ${appTitle}`,
    paragraphs: [
      `An administrator of ${appTitle} ended sessions of your account. Where you are signed out you can sign in again.`,
    ],
    close: [WORRIED],
  }),
  "data-ready": ({ appTitle, link }) => ({
    subject: `Your data of ${appTitle} is there for you to download`,
    paragraphs: [
      `An administrator of ${appTitle} asks you to download what your account holds. Nobody but you gets it: sign in, and download it on the page of your account:`,
    ],
    link: { label: "Go to your account", url: link },
    close: ["If you do not want it, ignore this letter."],
  }),
  "content-opened": ({ appTitle, link }) => ({
    subject: `Something of yours in ${appTitle} was opened`,
    paragraphs: [
      `An administrator of ${appTitle} opened a conversation or file of yours that nobody else may read. Read who, why, and until when:`,
    ],
    link: { label: "See what was opened", url: link },
    close: ["You are told of every such opening."],
  }),
  banned: ({ appTitle, link, until, reason }) => ({
    subject: `You are banned from ${appTitle}`,
    paragraphs: [
      until === "" ? `You are banned from ${appTitle}.` : `You are banned from ${appTitle} until ${until}.`,
      ...(reason === "" ? [] : [`The reason: ${reason}`]),
      "If you think that this is wrong, sign in as you always do: you are shown the reason, and can appeal once.",
    ],
    link: { label: "Sign in to read and appeal", url: link },
    close: ["Somebody else than who banned you reads the appeal."],
  }),
  "ban-lifted": ({ appTitle, link }) => ({
    subject: `Your ban from ${appTitle} was lifted`,
    paragraphs: [`You may sign in to ${appTitle} again:`],
    link: { label: "Sign in", url: link },
    close: [],
  }),
  warned: ({ appTitle, link, reason }) => ({
    subject: `A warning from the moderators of ${appTitle}`,
    paragraphs: [`The moderators of ${appTitle} warn you.`, ...(reason === "" ? [] : [`The reason: ${reason}`])],
    link: { label: "Read it, or appeal", url: link },
    close: [],
  }),
  moderated: ({ appTitle, link }) => ({
    subject: `Something of yours in ${appTitle} was hidden`,
    paragraphs: [
      `A moderator of ${appTitle} hid something of yours, or is about to delete it. Read what, why, and until when you can appeal:`,
    ],
    link: { label: "See the decision", url: link },
    close: [],
  }),
  "decision-undone": ({ appTitle, link }) => ({
    subject: `A decision of the moderators of ${appTitle} was taken back`,
    paragraphs: [`What the moderators of ${appTitle} decided about you, or something of yours, was taken back.`],
    link: { label: "See the decision", url: link },
    close: [],
  }),
  "appeal-answered": ({ appTitle, link }) => ({
    subject: `Your appeal in ${appTitle} was answered`,
    paragraphs: [`Somebody else than who decided looked at it, and answered your appeal in ${appTitle}:`],
    link: { label: "See the answer", url: link },
    close: [],
  }),
  "report-decided": ({ appTitle, link }) => ({
    subject: `Your report in ${appTitle} was decided`,
    paragraphs: [`The moderators of ${appTitle} looked at something that you reported:`],
    link: { label: "See what became of it", url: link },
    close: ["Whoever it was about does not learn who reported it."],
  }),
  "review-waiting": ({ appTitle, link, until, inviter, review, reason }) => ({
    subject: `An access review of ${appTitle} waits for you`,
    paragraphs: [
      `${inviter} asks you to look at who can reach what in ${appTitle}, and to say of each line whether it stays, until ${until}. The review is called “${review}”.`,
      ...(reason === "" ? [] : [reason]),
    ],
    link: { label: "Look at the lines", url: link },
    close: ["You need no administrator's rights for it."],
  }),
  "review-reminder": ({ appTitle, link, until, inviter, review, reason }) => ({
    subject: `An access review of ${appTitle} still waits for you`,
    paragraphs: [
      `In the review “${review}”, some lines that ${inviter} asks you to decide about are not decided yet. It ends at ${until}.`,
      ...(reason === "" ? [] : [reason]),
    ],
    link: { label: "Look at the lines", url: link },
    close: [],
  }),
  "review-stuck": ({ appTitle, link, until, review }) => ({
    subject: `Nobody can decide some lines of an access review of ${appTitle}`,
    paragraphs: [
      `In your review “${review}” there are lines that none of its reviewers can decide about: their accounts are gone or may not sign in, or the lines are about their own access. Until ${until} decide about them yourself, or name other reviewers.`,
      "Where nobody does, these lines stay as they are.",
    ],
    link: { label: "See the review", url: link },
    close: [],
  }),
  "review-taken-over": ({ appTitle, link, inviter, review }) => ({
    subject: `Your access review of ${appTitle} was taken over`,
    paragraphs: [`${inviter} took your review “${review}” over: it goes on, and is closed, in their name.`],
    link: { label: "See the review", url: link },
    close: [],
  }),
  "budget-nearly-spent": ({ appTitle, link, key }) => ({
    subject: `What you can spend in ${appTitle} is nearly spent`,
    paragraphs: [
      key === ""
        ? `80 % of a budget of yours in ${appTitle}, or of your credits, is spent. When nothing is left, questions to models are refused. See how far it goes:`
        : `80 % of the budget of your API key “${key}” in ${appTitle} is spent. When nothing is left, its questions to models are refused. See how far it goes:`,
    ],
    link: { label: "See what is left", url: link },
    close: ["You are told of it once in a period."],
  }),
  "budget-of-others-nearly-spent": ({ appTitle, link, key }) => ({
    subject: `A budget in ${appTitle} is nearly spent`,
    paragraphs: [
      key === ""
        ? `80 % of a budget that a group, a program or the whole organization has in ${appTitle} is spent. When nothing is left, their questions to models are refused. You administer balances there:`
        : `80 % of the budget of the API key “${key}” in ${appTitle} is spent. When nothing is left, its questions to models are refused. You administer balances there:`,
    ],
    link: { label: "See the budgets", url: link },
    close: ["You are told of it once in a period."],
  }),
  "review-closed": ({ appTitle, link }) => ({
    subject: `An access review of ${appTitle} is closed`,
    paragraphs: [`An access review that you opened is closed. Read what was decided, and what came of it:`],
    link: { label: "See the result", url: link },
    close: [],
  }),
};

/** @param facts those that the kind speaks of */
export function letterOf(kind: LetterKind, facts: Partial<LetterFacts> & Pick<LetterFacts, "appTitle">): Letter {
  const { subject, paragraphs, link, close } = drafts[kind]({
    link: "",
    life: "",
    address: "",
    inviter: "",
    review: "",
    key: "",
    until: "",
    reason: "",
    ...facts,
  });
  const text = [...paragraphs, ...(link ? [link.url] : []), ...close].map(plain).join("\n\n");
  const html = [
    ...paragraphs.map(paragraph),
    ...(link ? [`<p><a href="${escaped(link.url)}">${escaped(link.label)}</a></p>`, paragraph(link.url)] : []),
    ...close.map(paragraph),
  ].join("\n");
  return {
    subject: plain(subject),
    text: `${text}\n`,
    html: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escaped(plain(subject))}</title></head><body>\n${html}\n</body></html>\n`,
  };
}

/** One line: a line break would begin another header. */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
const paragraph = (text: string): string => `<p>${escaped(plain(text))}</p>`;
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
