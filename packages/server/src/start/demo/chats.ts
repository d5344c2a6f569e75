/** What people of the demo ask, and what they are answered. */
export const chats: readonly { title: string; turns: readonly (readonly [question: string, answer: string])[] }[] = [
  {
    title: "Reset a password",
    turns: [
      [
        "How do I reset my password?",
        "On the sign-in page, choose *Forgot your password?* A letter with a link comes.",
      ],
      [
        "And if no letter comes?",
        "Then ask an administrator: they find the letter in the outbox and hand you its link.",
      ],
    ],
  },
  {
    title: "Notes for version 4.2",
    turns: [
      [
        "Write notes: lights stay on for a minute after stopping; the lock app starts faster.",
        "**New in 4.2**\n\n- Your lights stay on for a minute after you stop.\n- The lock app opens in half the time.",
      ],
    ],
  },
  {
    title: "A letter about a late delivery",
    turns: [
      [
        "Make this kinder: your bicycle is late because the supplier is late.",
        "We are sorry: your bicycle arrives later than we said, as our supplier delivers late. We write as soon as we have the new day.",
      ],
      ["Shorter.", "We are sorry: our supplier is late, and so is your bicycle. We write with the new day soon."],
    ],
  },
  {
    title: "When does the contract end?",
    turns: [
      [
        "When can we leave the frame contract?",
        "“Either side may leave with three months' notice.” You can leave at any time; it ends three months later.",
      ],
    ],
  },
  {
    title: "Rides per week",
    turns: [
      [
        "1204, 1311, 998: what stands out?",
        "The second week went up by about nine percent. The third went down by a quarter. Three weeks are too few to call it a trend.",
      ],
      ["What would you ask next?", "Was there rain in the third week, or a holiday?"],
    ],
  },
  {
    title: "Agenda for Monday",
    turns: [
      [
        "Make an agenda of half an hour for the team.",
        "- 5 min: what went well\n- 15 min: the catalogue\n- 10 min: who needs help",
      ],
    ],
  },
  {
    title: "Explain a torque wrench",
    turns: [
      [
        "Explain a torque wrench to a new colleague, in five lines.",
        "It tightens screws as far as they should be, and no further.\nYou set the number.\nYou turn until it clicks.\nThen you stop.\nIts number stands on the frame.",
      ],
    ],
  },
  {
    title: "Names for the cargo bicycle",
    turns: [["Five names for a cargo bicycle, short ones first.", "Mule, Barge, Porter, Packhorse, Caravan."]],
  },
  {
    title: "Why is the build slow?",
    turns: [
      [
        "Our build takes 20 minutes. Where do I look first?",
        "At what is done twice: look whether anything is installed anew each time.",
      ],
      ["It is installed each time.", "Keep it between builds; that is often half of the time."],
      [
        "That helped: nine minutes.",
        "Good. Next, see which tests take longest, and whether they can run beside each other.",
      ],
    ],
  },
];
