export const errors = {
  title: {
    session: 'Your session had ended',
    unreachable: 'The service does not answer',
    forbidden: 'You may not see this',
    notFound: 'This does not exist (any more)',
    busy: 'The service is busy',
    outage: 'The service cannot reach its database',
    limited: 'Too many in a short time',
    conflict: 'That is not possible now',
    invalid: 'The service does not understand the request',
    other: 'Something went wrong',
  },
  advice: {
    session: 'Nothing was done. You are logged in again: do it once more.',
    unreachable:
      'Events that were accepted are safe. Check your connection; the page tries again by itself.',
    forbidden: 'Ask whoever administers the role collections for the role that is missing.',
    notFound:
      'It may have been deleted when its time to be kept was over. Check the address, or search.',
    busy: 'Nothing is lost. Try again in a moment.',
    outage: 'Events that were accepted are safe. The page tries again by itself.',
    limited: 'Wait a minute and try again.',
    conflict: 'Somebody may have been faster. Reload to see how things stand.',
    invalid: 'Change what is named here and try again.',
    other: 'Try again. If it happens again, give the code to whoever runs the service.',
  },
  session: {
    ended: 'Your session has ended',
    kept: 'What you typed is still here. Log in again in a new tab, and go on in this one.',
    logIn: 'Log in',
    logInHere: 'Log in in this tab',
    hereLoses: 'A login in this tab discards what you typed.',
    blocked: 'Your browser has blocked the new tab. Allow it for this page, or log in in this tab.',
    loggedIn: 'You are logged in',
    goBack: 'Go back to the tab from which you came. You can close this one.',
  },
  notShown: 'This page could not be shown',
  notShownText:
    'There may be a new version since you opened it. Reload it: nothing is lost. If that does not help, tell whoever runs the service.',
  reload: 'Reload',
  /** What to do, where the service's own sentence is not in the reader's language. */
  todo: {
    timed_out:
      'No answer came within 30 seconds. Try again. Before you repeat an action, look in the history whether it was done.',
  } as Readonly<Record<string, string>>,
  code: (code: string) => `Code: ${code}`,
  noAccess: (user: string) =>
    `You are signed in as ${user}, who lacks the role Monitor. Ask whoever administers the role collections for it, then sign in again.`,
  notKnown: 'Not known at the moment.',
  stale: 'What you see may be out of date.',
}
